import LedgerCore

/// Takes a text apart into lines that all end with U+000A, by bytes: to a string's characters a
/// carriage return would be part of the line end.
struct LineReader {
  let part: ProofPart
  private let bytes: ArraySlice<UInt8>
  private var place: Int
  /// Number of the line read last, the first being 1.
  private(set) var line: Int

  /// - Parameter above: number of lines above the first, where lines are part of something.
  /// - Throws: where it is not UTF-8 or holds control characters other than line breaks.
  init(
    _ bytes: [UInt8], _ part: ProofPart, bytesMax: Int, above: Int = 0
  ) throws(ProofFault) {
    guard bytes.count <= bytesMax else {
      throw .tooLarge(part, bytes: bytes.count, bytesMax: bytesMax)
    }
    try LineReader.checkText(bytes, part)
    self.part = part
    line = above
    self.bytes = bytes[...]
    place = bytes.startIndex
  }

  /// What has not been read.
  var rest: ArraySlice<UInt8> { bytes[place...] }
  var isAtEnd: Bool { place == bytes.endIndex }

  /// The next line without its end.
  mutating func next(_ expected: ProofLine) throws(ProofFault) -> ArraySlice<UInt8> {
    guard let end = rest.firstIndex(of: 0x0a) else { throw .cutShort(part, expected: expected) }
    defer { place = end + 1 }
    line += 1
    return bytes[place..<end]
  }

  /// What follows a word and a space in the next line.
  mutating func next(after word: String, _ expected: ProofLine) throws(ProofFault) -> ArraySlice<
    UInt8
  > {
    let found = try next(expected)
    let start = Array((word + " ").utf8)
    guard found.starts(with: start) else { throw unexpected(expected) }
    return found.dropFirst(start.count)
  }

  /// Whether the next line begins with a word and a space.
  func isNext(_ word: String) -> Bool { rest.starts(with: (word + " ").utf8) }

  /// Hashes, one a line, up to an empty line, which is taken too.
  mutating func hashes() throws(ProofFault) -> [Hash256] {
    var hashes: [Hash256] = []
    while true {
      let text = try next(.hash)
      if text.isEmpty { return hashes }
      guard let hash = Hash256(base64: text) else { throw unexpected(.hash) }
      hashes.append(hash)
      guard hashes.count <= LineReader.hashesMax else {
        throw .tooManyHashes(part, countMax: LineReader.hashesMax)
      }
    }
  }

  /// The fault that the line read last is not what was expected.
  func unexpected(_ expected: ProofLine) -> ProofFault {
    .unexpectedLine(part, line: line, expected: expected)
  }

  /// As many as a tree of 2^63 leaves needs (C2SP tlog-witness allows no more).
  static let hashesMax = 63

  private static func checkText(_ bytes: [UInt8], _ part: ProofPart) throws(ProofFault) {
    if let place = bytes.firstIndex(where: { $0 < 0x20 && $0 != 0x0a }) {
      throw .controlCharacter(part, line: line(of: place, in: bytes))
    }
    guard String(validating: bytes, as: UTF8.self) == nil else { return }
    // The first line that is not UTF-8 by itself: a line break is part of no longer sequence.
    let lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
    let wrong = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
    throw .notUTF8(part, line: (wrong ?? 0) + 1)
  }

  private static func line(of place: Int, in bytes: [UInt8]) -> Int {
    bytes[..<place].count { $0 == 0x0a } + 1
  }
}
