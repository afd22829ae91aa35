import Glibc
import LedgerChannels

/// Cuts the lines of a file into blocks, in memory bounded by a block and the longest line.
struct LineFeed {
  /// Bytes of a block, about.
  static let blockBytesMax = 1 << 22
  private static let pieceBytes = 1 << 18

  private var source: OpenedFile
  private let origin: RawBlock.Origin
  /// A longer line is handed out without its bytes.
  private let lineBytesMax: Int
  /// For streams: the digest so far.
  private var digest: StreamDigest?
  /// What is read and not handed out: whole lines, and the beginning of one.
  private var pending: [UInt8]
  private var line = 0
  private var isAtEnd = false
  /// Bytes of a line that is too long, dropped so far.
  private var dropped = 0
  /// Why reading ended before the end; what is behind the last whole line is void.
  private var failure: LedgerError?

  /// Begins with `head`, the bytes that were read already.
  init(
    _ source: OpenedFile, origin: RawBlock.Origin, head: [UInt8] = [],
    lineBytesMax: Int = deliveryLineBytesMax
  ) {
    self.source = source
    self.origin = origin
    self.lineBytesMax = lineBytesMax
    pending = head
    digest = origin.digest == nil ? StreamDigest() : nil
  }

  /// The next lines that are not blank, at most `recordsMax`; nil at the end.
  mutating func next(recordsMax: Int) -> RawBlock? {
    var block = RawBlock()
    block.origins = [origin]
    var taken = 0
    while block.records.count < recordsMax, taken < LineFeed.blockBytesMax {
      if let end = lineEnd(from: taken) {
        add(taken..<end, next: end + 1, to: &block)
        taken = end + 1
      } else if isAtEnd {
        if taken < pending.count || dropped > 0 {
          add(taken..<pending.count, next: pending.count, to: &block)
          taken = pending.count
        }
        break
      } else {
        if pending.count - taken > lineBytesMax {
          dropped += pending.count - taken
          pending.removeSubrange(taken...)
        }
        fill()
      }
    }
    if isAtEnd, let failure {
      block.unreadable.append(failure)
      self.failure = nil
    }
    let rest = Array(pending[taken...])
    block.bytes = pending
    pending = rest
    block.readBytes = source.byteCount
    let isEmpty = block.records.isEmpty && block.unreadable.isEmpty
    return isEmpty && isAtEnd && pending.isEmpty ? nil : block
  }

  private mutating func fill() {
    var piece = [UInt8](repeating: 0, count: LineFeed.pieceBytes)
    do throws(LedgerError) {
      let count = try piece.read(from: source)
      isAtEnd = count == 0
      pending.append(contentsOf: piece.prefix(count))
    } catch {
      failure = error
      isAtEnd = true
      dropped = 0
      pending.removeSubrange((pending.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0)...)
    }
  }

  private func lineEnd(from start: Int) -> Int? {
    pending.withUnsafeBytes { bytes in
      guard start < bytes.count, let base = bytes.baseAddress,
        let found = memchr(base + start, 0x0a, bytes.count - start)
      else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }

  private mutating func add(_ range: Range<Int>, next: Int, to block: inout RawBlock) {
    line += 1
    let own = digest == nil ? nil : advanceDigest(over: range.lowerBound..<min(next, pending.count))
    let byteCount = dropped + range.count
    dropped = 0
    let text = trimmed(range)
    guard !text.isEmpty else { return }
    let isTooLong = byteCount > lineBytesMax
    block.records.append(
      RawBlock.Record(
        bytes: isTooLong ? text.lowerBound..<text.lowerBound : text, line: line, origin: 0,
        digest: own, tooLongBytes: isTooLong ? byteCount : nil))
  }

  private mutating func advanceDigest(over range: Range<Int>) -> Hash256? {
    pending.withUnsafeBytes { digest?.add(UnsafeRawBufferPointer(rebasing: $0[range])) }
  }

  /// Without blanks at the end and, at the start of a file, without a byte order mark.
  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    var range = range
    while let last = range.last, [0x0d, 0x20, 0x09].contains(pending[last]) {
      range = range.lowerBound..<last
    }
    if line == 1, pending[range].starts(with: [0xef, 0xbb, 0xbf]) {
      range = range.lowerBound + 3..<range.upperBound
    }
    return range
  }
}

extension [UInt8] {
  /// Fills the array's beginning from a file, and says how much.
  mutating func read(from source: OpenedFile) throws(LedgerError) -> Int {
    let result: Result<Int, LedgerError> = withUnsafeMutableBytes { buffer in
      do throws(LedgerError) { return .success(try source.read(into: buffer)) } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}
