/// The input side of a decompressor: a buffer of compressed bytes that is filled when it is empty.
final class Input {
  private(set) var file: FileSource
  let buffer: UnsafeMutableRawBufferPointer
  /// What of the buffer is not consumed.
  var rest: Range<Int>
  private(set) var isAtEnd = false

  /// Begins with `head`, the bytes that were read from the file already.
  init(_ file: FileSource, head: [UInt8]) {
    self.file = file
    buffer = .allocate(byteCount: 1 << 18, alignment: 16)
    buffer.copyBytes(from: head)
    rest = 0..<head.count
  }

  deinit { buffer.deallocate() }

  /// Makes sure that there is something to consume.
  ///
  /// - Returns: false at the end of the file.
  func fill() throws(LedgerError) -> Bool {
    if !rest.isEmpty { return true }
    guard !isAtEnd else { return false }
    let count = try file.read(into: buffer)
    rest = 0..<count
    isAtEnd = count == 0
    return !isAtEnd
  }
}
