import Glibc
import LedgerChannels
import LedgerCore

/// The records of an import's files as blocks, in order, in constant memory. One thread at a
/// time may use it.
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
  public func next() -> RawBlock? {
    if var feed = lines {
      let block = feed.next(recordsMax: DeliveryFeed.blockRecordsMax)
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
      do throws(LedgerError) {
        try open(file, into: &block)
      } catch {
        block.unreadable.append(error)
        doneBytes += file.byteCount
      }
    }
    block.readBytes = doneBytes
    return block
  }

  /// Adds a file that is one record to a block, or makes a feed of the lines of another.
  private func open(_ file: DeliveryFile, into block: inout RawBlock) throws(LedgerError) {
    let isStream = file.byteCount == 0 && DeliveryFeed.isStream(file.path)
    let digest = isStream ? nil : try FileDigest.sha256(path: file.path)
    let source = try OpenedFile(path: file.path)
    let origin = RawBlock.Origin(path: file.path, digest: digest)
    openBytes = file.byteCount
    if file.isLines {
      lines = LineFeed(source, origin: origin)
      return
    }
    let (head, holdsLines) = try DeliveryFeed.head(of: source)
    if holdsLines {
      lines = LineFeed(source, origin: origin, head: head)
      return
    }
    if isStream, head.isEmpty { return }
    let isTooLong = head.count > deliveryLineBytesMax
    let start = block.bytes.count
    if !isTooLong { block.bytes += head }
    block.origins.append(origin)
    block.records.append(
      RawBlock.Record(
        bytes: start..<block.bytes.count, line: 1, origin: block.origins.count - 1,
        digest: isStream ? FileDigest.sha256(of: head) : nil,
        tooLongBytes: isTooLong ? head.count : nil, isWhole: true))
    doneBytes += file.byteCount
  }

  private static func isStream(_ path: String) -> Bool {
    var status = stat()
    return path == FileSource.standardInput
      || stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
  }

  /// The beginning of a file or stream, and whether it holds one record a line. Where it does,
  /// that is known from its first line; else this is all of it, or a little more than any
  /// delivery may have.
  private static func head(
    of source: OpenedFile
  ) throws(LedgerError) -> (bytes: [UInt8], holdsLines: Bool) {
    var head: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    var firstEnd: Int?
    var isFirstKnown = false
    while head.count <= deliveryLineBytesMax {
      let count = try piece.read(from: source)
      if count == 0 { break }
      firstEnd = firstEnd ?? piece[..<count].firstIndex(of: 0x0a).map { head.count + $0 }
      head.append(contentsOf: piece.prefix(count))
      guard !isFirstKnown, let firstEnd, hasMore(head[firstEnd...]) else { continue }
      isFirstKnown = true
      if isObject(head[..<firstEnd]) { return (head, true) }
    }
    return (head, holdsLines(head))
  }

  /// Whether lines begin with the second, the first being damaged: so it is where the file
  /// was cut off.
  private static func holdsLines(_ head: [UInt8]) -> Bool {
    guard let first = head.firstIndex(of: 0x0a) else { return false }
    let second = head[(first + 1)...].prefix { $0 != 0x0a }
    return isObject(second) && (try? JSONDocument.parse(head)) == nil
  }

  private static func hasMore(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.contains { ![0x0a, 0x0d, 0x20, 0x09].contains($0) }
  }

  /// Whether a line is a JSON object of its own.
  private static func isObject(_ line: ArraySlice<UInt8>) -> Bool {
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    let text = line.starts(with: mark) ? line.dropFirst(mark.count) : line
    guard let document = try? JSONDocument.parse(Array(text)) else { return false }
    return document.kind(document.root) == .object
  }
}
