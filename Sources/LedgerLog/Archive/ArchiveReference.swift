public import LedgerCore

/// What the log says of a file that holds the bodies of a range of its entries.
public struct ArchiveReference: Hashable, Sendable {
  /// The entries: all bodies of deliveries among them that were kept then.
  public var positions: Range<LogPosition>
  /// SHA-256 of the file but for its last 32 bytes, which are this.
  public var digest: Hash256
  public var byteCount: UInt64
  public var bodies: UInt64
  /// Where the file is; within the ledger's directory if it does not begin with a slash.
  public var folder: String
  /// Whether the log's own rows of these bodies are gone.
  public var isCleared: Bool

  public static let folderBytesMax = 1_024

  public var fileName: String {
    "bodies-\(positions.lowerBound)-\(positions.upperBound.rawValue - 1)" + ArchiveFormat.suffix
  }

  /// - Parameter directory: of the ledger.
  public func path(in directory: String) -> String {
    (folder.hasPrefix("/") ? folder : directory + "/" + folder) + "/" + fileName
  }
}

/// The setting `archives` (`docs/format.md`): the archived part of the log, from its first entry on.
enum ArchiveList {
  static let setting = "archives"

  static func encode(_ references: [ArchiveReference]) -> [UInt8] {
    var bytes: [UInt8] = []
    for reference in references {
      bytes.write(fixed: reference.positions.upperBound.rawValue)
      bytes.write(reference.digest)
      bytes.write(fixed: reference.byteCount)
      bytes.write(fixed: reference.bodies)
      bytes.append(reference.isCleared ? 1 : 0)
      bytes.write(text: reference.folder)
    }
    return bytes
  }

  static func decode(_ bytes: UnsafeRawBufferPointer) throws(FormatFault) -> [ArchiveReference] {
    var reader = ByteReader(bytes)
    var references: [ArchiveReference] = []
    var first = LogPosition.first
    while reader.remaining > 0 {
      let end = LogPosition(try reader.fixed(.position))
      guard first < end, end.rawValue <= Entry.positionMax else { throw .contradiction(.position) }
      let digest = try reader.hash256(.fingerprint)
      let (byteCount, bodies): (UInt64, UInt64) =
        (try reader.fixed(.bodyLength), try reader.fixed(.bodyLength))
      let cleared: UInt8 = try reader.fixed(.marks)
      guard cleared <= 1 else {
        throw .unknownValue(.marks, UInt64(cleared), offset: reader.offset - 1)
      }
      let folder = try reader.text(.archive, max: ArchiveReference.folderBytesMax)
      references.append(
        ArchiveReference(
          positions: first..<end, digest: digest, byteCount: byteCount, bodies: bodies,
          folder: String(decoding: bytes[folder], as: UTF8.self), isCleared: cleared == 1))
      first = end
    }
    return references
  }
}
