import Glibc
public import LedgerChannels
import LedgerCore

/// Cuts lines out of bytes that come piece by piece, in memory bounded by a block and the longest line.
public struct LineCutter: Sendable {
  private let origin: RawBlock.Origin
  /// A longer line is handed out without its bytes.
  private let lineBytesMax: Int
  /// For streams: the digest so far.
  private var digest: StreamDigest?
  /// What came and was not handed out: whole lines, and the beginning of one.
  private var pending: [UInt8] = []
  /// What of `pending` is in the block that is being made.
  private var taken = 0
  /// In what of `pending` behind that there is no line's end.
  private var searched = 0
  private var block = RawBlock()
  private var line = 0
  /// Bytes of a line that is too long, dropped so far.
  private var dropped = 0

  /// - Parameter origin: without a digest where it is a stream, whose records then have digests of
  ///   their own.
  public init(origin: RawBlock.Origin, lineBytesMax: Int = deliveryLineBytesMax) {
    self.origin = origin
    self.lineBytesMax = lineBytesMax
    digest = origin.digest == nil ? StreamDigest() : nil
  }

  /// Whether nothing is held back.
  var isEmpty: Bool { pending.isEmpty }

  public mutating func add(_ bytes: some Collection<UInt8>) { pending.append(contentsOf: bytes) }

  /// Takes back the beginning of a line, where what follows cannot be had.
  mutating func dropUnfinished() {
    dropped = 0
    pending.removeSubrange((pending.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0)...)
  }

  /// The next lines that are not blank, at most `recordsMax` and about `bytesMax`; nil where more bytes
  /// are needed for that.
  ///
  /// - Parameter isAtEnd: whether there are no more; then what there is is handed out.
  public mutating func next(recordsMax: Int, bytesMax: Int, isAtEnd: Bool) -> RawBlock? {
    while block.records.count < recordsMax, taken < bytesMax {
      if let end = lineEnd() {
        add(taken..<end, next: end + 1)
        taken = end + 1
        searched = taken
      } else if isAtEnd {
        if taken < pending.count || dropped > 0 {
          add(taken..<pending.count, next: pending.count)
          taken = pending.count
        }
        break
      } else {
        if pending.count - taken > lineBytesMax {
          dropped += pending.count - taken
          pending.removeSubrange(taken...)
        }
        searched = pending.count
        return nil
      }
    }
    return handOut()
  }

  private mutating func handOut() -> RawBlock {
    let rest = Array(pending[taken...])
    block.origins = [origin]
    block.bytes = pending
    pending = rest
    taken = 0
    searched = 0
    defer { block = RawBlock() }
    return block
  }

  private func lineEnd() -> Int? {
    pending.withUnsafeBytes { bytes in
      guard searched < bytes.count, let base = bytes.baseAddress,
        let found = memchr(base + searched, 0x0a, bytes.count - searched)
      else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }

  private mutating func add(_ range: Range<Int>, next: Int) {
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
