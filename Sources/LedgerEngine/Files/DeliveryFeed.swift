import Glibc
import LedgerChannels
import LedgerCore

/// The records of an import's files as blocks, in order, in constant memory. One thread at a time may
/// use it.
public final class DeliveryFeed {
  public static let blockRecordsMax = 2_048

  private var files: ArraySlice<DeliveryFile>
  private var lines: LineFeed?
  /// Bytes of the files that are done.
  private var doneBytes: UInt64 = 0
  private var openBytes: UInt64 = 0

  public init(_ files: [DeliveryFile]) {
    self.files = files[...]
  }

  /// The next records; nil at the end. May be empty in between.
  public func next() throws(LedgerError) -> RawBlock? {
    if var feed = lines {
      let block = try feed.next(recordsMax: DeliveryFeed.blockRecordsMax)
      lines = feed
      if var block {
        block.readBytes += doneBytes
        return block
      }
      lines = nil
      doneBytes += openBytes
    }
    guard !files.isEmpty else { return nil }
    var block = RawBlock()
    while lines == nil, block.records.count < DeliveryFeed.blockRecordsMax,
      block.bytes.count < LineFeed.blockBytesMax, let file = files.popFirst()
    {
      try open(file, into: &block)
    }
    block.readBytes = doneBytes
    return block
  }

  /// Adds a file that is one record to a block, or makes a feed of the lines of another.
  private func open(_ file: DeliveryFile, into block: inout RawBlock) throws(LedgerError) {
    let isStream = file.byteCount == 0 && file.isLines && DeliveryFeed.isStream(file.path)
    let digest = isStream ? nil : try FileDigest.sha256(path: file.path)
    let source = try OpenedFile(path: file.path)
    let origin = RawBlock.Origin(path: file.path, digest: digest)
    openBytes = file.byteCount
    if file.isLines {
      lines = LineFeed(source, origin: origin)
      return
    }
    let head = try DeliveryFeed.head(of: source)
    if DeliveryFeed.holdsLines(head) {
      lines = LineFeed(source, origin: origin, head: head)
      return
    }
    let isTooLong = head.count > deliveryLineBytesMax
    let start = block.bytes.count
    if !isTooLong { block.bytes += head }
    block.origins.append(origin)
    block.records.append(
      RawBlock.Record(
        bytes: start..<block.bytes.count, line: 1, origin: block.origins.count - 1, digest: nil,
        tooLongBytes: isTooLong ? head.count : nil))
    doneBytes += file.byteCount
  }

  private static func isStream(_ path: String) -> Bool {
    var status = stat()
    return path == FileSource.standardInput
      || stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
  }

  /// The whole file, or its first bytes where it is longer than any delivery.
  private static func head(of source: OpenedFile) throws(LedgerError) -> [UInt8] {
    var head: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while head.count <= deliveryLineBytesMax {
      let count = try piece.read(from: source)
      if count == 0 { break }
      head.append(contentsOf: piece.prefix(count))
    }
    return head
  }

  /// Whether the first of several lines is a JSON object of its own, so that the file holds one a line.
  private static func holdsLines(_ head: [UInt8]) -> Bool {
    guard let end = head.firstIndex(of: 0x0a),
      head[end...].contains(where: { ![0x0a, 0x0d, 0x20, 0x09].contains($0) }),
      let document = try? JSONDocument.parse(Array(head[..<end]))
    else { return false }
    return document.kind(document.root) == .object
  }
}
