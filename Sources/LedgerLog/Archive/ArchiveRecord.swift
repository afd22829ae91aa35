import LedgerCore

/// A body in an archive (`docs/format.md`): its payload, so that a block of them compresses well, or
/// the whole record where that is encrypted.
enum ArchiveRecord {
  case payload(salt: Salt, dictionary: DictionaryID?, UnsafeRawBufferPointer)
  case encrypted(UnsafeRawBufferPointer)

  private enum Form: UInt8 {
    case payload, encrypted
  }

  /// Appends it.
  ///
  /// - Parameter distance: its position, less that of the first of the block.
  func write(to block: inout [UInt8], distance: UInt64) {
    block.write(varint: distance)
    switch self {
    case .payload(let salt, let dictionary, let bytes):
      block.append(Form.payload.rawValue)
      block += salt.bytes
      block.write(varint: UInt64(dictionary?.rawValue ?? 0))
      block.write(varint: bytes.count)
      block += bytes
    case .encrypted(let bytes):
      block.append(Form.encrypted.rawValue)
      block.write(varint: bytes.count)
      block += bytes
    }
  }

  /// Reads the next one, with its distance.
  static func read(
    _ reader: inout ByteReader
  ) throws(FormatFault) -> (distance: UInt64, record: ArchiveRecord) {
    let distance = try reader.varint(.position)
    let offset = reader.offset
    let byte: UInt8 = try reader.fixed(.encoding)
    guard let form = Form(rawValue: byte) else {
      throw .unknownValue(.encoding, UInt64(byte), offset: offset)
    }
    switch form {
    case .payload:
      let salt = Salt(words: (try reader.fixed(.salt), try reader.fixed(.salt)))
      let id = try reader.count(.dictionary, max: Int(UInt32.max))
      let range = try reader.skip(try reader.count(.payload, max: Payload.bytesMax), .payload)
      return (
        distance,
        .payload(
          salt: salt, dictionary: id == 0 ? nil : DictionaryID(rawValue: UInt32(id)),
          UnsafeRawBufferPointer(rebasing: reader.bytes[range]))
      )
    case .encrypted:
      let count = try reader.count(.payload, max: ArchiveFormat.blockBytesMax)
      let range = try reader.skip(count, .payload)
      return (distance, .encrypted(UnsafeRawBufferPointer(rebasing: reader.bytes[range])))
    }
  }
}
