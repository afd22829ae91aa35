/// Yams stops at the first mapping with a doubled key. So that the rest of the file is checked too,
/// the doubled key gets a mark of one private character in front and the text is parsed again; the
/// tree builder sees the marks and reports the keys.
struct DuplicateKeyRepair {
  static let mark: Unicode.Scalar = "\u{E000}"

  private(set) var text: String
  private(set) var count = 0
  /// Columns, in the text as it is now, of marks that were put in, by line.
  private var marked: [Int: [Int]] = [:]

  init(text: String) { self.text = text }

  /// Marks the key at a place of the present text; false where that is not possible.
  mutating func mark(line: Int, column: Int) -> Bool {
    let scalars = text.unicodeScalars
    guard var index = start(ofLine: line) else { return false }
    for _ in 1..<max(1, column) {
      guard index < scalars.endIndex else { return false }
      index = scalars.index(after: index)
    }
    guard index < scalars.endIndex else { return false }
    var column = column
    switch scalars[index] {
    case "\"", "'":
      index = scalars.index(after: index)
      column += 1
    case "[", "{", "&", "*", "?", "!":
      return false
    default: break
    }
    text.unicodeScalars.insert(DuplicateKeyRepair.mark, at: index)
    marked[line] = (marked[line] ?? []).map { $0 >= column ? $0 + 1 : $0 } + [column]
    count += 1
    return true
  }

  /// The place in the file as it was given.
  func original(line: Int, column: Int) -> Place {
    Place(line: line, column: column - (marked[line] ?? []).count { $0 < column })
  }

  /// The key without marks.
  static func unmarked(_ key: String) -> String {
    guard key.unicodeScalars.first == mark else { return key }
    return String(String.UnicodeScalarView(key.unicodeScalars.drop { $0 == mark }))
  }

  private func start(ofLine line: Int) -> String.UnicodeScalarView.Index? {
    let scalars = text.unicodeScalars
    var index = scalars.startIndex
    var current = 1
    while current < line {
      guard index < scalars.endIndex else { return nil }
      let scalar = scalars[index]
      index = scalars.index(after: index)
      if scalar == "\r", index < scalars.endIndex, scalars[index] == "\n" { continue }
      // The line breaks of YAML 1.1, which the parser counts.
      if ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(scalar) { current += 1 }
    }
    return index
  }
}
