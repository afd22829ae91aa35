internal import Glibc

/// The lines of a byte source, in constant memory: one piece, and the line that is being read.
struct LineReader<Source: ByteSource> {
  enum Line {
    /// Without its line end.
    case bytes([UInt8], number: Int)
    case tooLong(byteCount: Int, number: Int)
  }

  private var source: Source
  private let lineBytesMax: Int
  private var piece: [UInt8]
  /// What of `piece` is not handed out yet.
  private var rest = 0..<0
  private var number = 0
  private var isAtEnd = false

  init(_ source: Source, lineBytesMax: Int, pieceBytes: Int = 1 << 18) {
    self.source = source
    self.lineBytesMax = lineBytesMax
    piece = [UInt8](repeating: 0, count: pieceBytes)
  }

  /// The next line that is not blank; nil at the end.
  mutating func next() throws(Source.Failure) -> Line? {
    while let line = try nextRaw() {
      guard case .bytes(let bytes, let number) = line else { return line }
      let text = LineReader.trimmed(bytes, isFirst: number == 1)
      if !text.isEmpty { return .bytes(text, number: number) }
    }
    return nil
  }

  private mutating func nextRaw() throws(Source.Failure) -> Line? {
    var line: [UInt8] = []
    var byteCount = 0
    while true {
      if rest.isEmpty, try !fill() {
        guard byteCount > 0 else { return nil }
        break
      }
      let end = lineEnd()
      let taken = rest.lowerBound..<(end ?? rest.upperBound)
      byteCount += taken.count
      if byteCount <= lineBytesMax { line.append(contentsOf: piece[taken]) }
      rest = (end.map { $0 + 1 } ?? rest.upperBound)..<rest.upperBound
      if end != nil { break }
    }
    number += 1
    return byteCount > lineBytesMax
      ? .tooLong(byteCount: byteCount, number: number) : .bytes(line, number: number)
  }

  private mutating func fill() throws(Source.Failure) -> Bool {
    guard !isAtEnd else { return false }
    var source = source
    let count = try LineReader.read(&source, into: &piece)
    self.source = source
    rest = 0..<count
    isAtEnd = count == 0
    return !isAtEnd
  }

  private static func read(
    _ source: inout Source, into piece: inout [UInt8]
  ) throws(Source.Failure) -> Int {
    var result: Result<Int, Source.Failure> = .success(0)
    piece.withUnsafeMutableBytes { buffer in
      do throws(Source.Failure) { result = .success(try source.read(into: buffer)) } catch {
        result = .failure(error)
      }
    }
    return try result.get()
  }

  private func lineEnd() -> Int? {
    piece.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress,
        let found = memchr(base + rest.lowerBound, 0x0a, rest.count)
      else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }

  /// Without blanks at the end and, at the start of a file, without a byte order mark.
  private static func trimmed(_ line: [UInt8], isFirst: Bool) -> [UInt8] {
    var line = line
    while let last = line.last, last == 0x0d || last == 0x20 || last == 0x09 { line.removeLast() }
    if isFirst, line.starts(with: [0xef, 0xbb, 0xbf]) { line.removeFirst(3) }
    return line
  }
}
