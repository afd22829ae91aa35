import LedgerChannels

/// Reads the lines of a file in blocks, in memory bounded by a block and the longest line.
struct LineFeed {
  /// Bytes of a block, about.
  static let blockBytesMax = 1 << 22
  private static let pieceBytes = 1 << 18

  private var source: OpenedFile
  private var cutter: LineCutter
  private var isAtEnd = false
  /// Why reading ended before the end; what is behind the last whole line is void.
  private var failure: LedgerError?

  /// Begins with `head`, the bytes that were read already.
  init(
    _ source: OpenedFile, origin: RawBlock.Origin, head: [UInt8] = [],
    lineBytesMax: Int = deliveryLineBytesMax
  ) {
    self.source = source
    cutter = LineCutter(origin: origin, lineBytesMax: lineBytesMax)
    cutter.add(head)
  }

  /// The next lines that are not blank, at most `recordsMax`; nil at the end.
  mutating func next(recordsMax: Int) -> RawBlock? {
    while true {
      guard
        var block = cutter.next(
          recordsMax: recordsMax, bytesMax: LineFeed.blockBytesMax, isAtEnd: isAtEnd)
      else {
        fill()
        continue
      }
      if isAtEnd, let failure {
        block.unreadable.append(failure)
        self.failure = nil
      }
      block.readBytes = source.byteCount
      let isEmpty = block.records.isEmpty && block.unreadable.isEmpty
      return isEmpty && isAtEnd && cutter.isEmpty ? nil : block
    }
  }

  private mutating func fill() {
    var piece = [UInt8](repeating: 0, count: LineFeed.pieceBytes)
    do throws(LedgerError) {
      let count = try piece.read(from: source)
      isAtEnd = count == 0
      cutter.add(piece.prefix(count))
    } catch {
      failure = error
      isAtEnd = true
      cutter.dropUnfinished()
    }
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
