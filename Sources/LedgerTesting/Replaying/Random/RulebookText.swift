import LedgerEngine

/// A file of a rulebook, line by line, with the keys under which each line stands.
struct RulebookText {
  let path: String
  var lines: [String]

  init(path: String, text: String) {
    self.path = path
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  var text: String { lines.joined(separator: "\n") }

  var isChannel: Bool { path.hasPrefix("channels/") }

  /// By line: the keys from the outermost to the line's own, which is empty where it begins with none.
  var keys: [[String]] {
    var open: [(indent: Int, key: String)] = []
    return lines.map { line in
      guard let content = line.firstIndex(where: { $0 != " " && $0 != "-" }), line[content] != "#"
      else { return open.map(\.key) + [""] }
      let indent = line.distance(from: line.startIndex, to: content)
      open.removeAll { $0.indent >= indent }
      let parents = open.map(\.key)
      guard let key = RulebookText.key(line[content...]) else { return parents + [""] }
      open.append((indent, key))
      return parents + [key]
    }
  }

  private static func key(_ content: Substring) -> String? {
    guard let first = content.first, first != "{", first != "[" else { return nil }
    if first == "\"" {
      guard let end = content.dropFirst().firstIndex(of: "\"") else { return nil }
      return content[content.index(after: end)...].hasPrefix(":")
        ? String(content.dropFirst()[..<end]) : nil
    }
    guard let colon = content.firstIndex(of: ":") else { return nil }
    let rest = content[content.index(after: colon)...]
    return rest.isEmpty || rest.hasPrefix(" ") ? String(content[..<colon]) : nil
  }

  /// The lines of what begins in a line: all that are indented deeper than it.
  func block(at start: Int) -> Range<Int> {
    let indent = RulebookText.indent(lines[start])
    var end = start + 1
    while end < lines.count, !lines[end].isEmpty, RulebookText.indent(lines[end]) > indent {
      end += 1
    }
    return start..<end
  }

  static func indent(_ line: String) -> Int { line.prefix { $0 == " " }.count }

  /// Words of a line, without its comment.
  static func words(_ line: String) -> [Range<String.Index>] {
    let end = commentStart(line)
    var words: [Range<String.Index>] = []
    var start: String.Index?
    var index = line.startIndex
    while index < end {
      let character = line[index]
      let isWord = character.isLetter || character.isNumber || character == "_" || character == "-"
      if isWord, start == nil { start = index }
      if !isWord, let first = start {
        words.append(first..<index)
        start = nil
      }
      index = line.index(after: index)
    }
    if let first = start { words.append(first..<end) }
    return words
  }

  private static func commentStart(_ line: String) -> String.Index {
    guard let sign = line.firstIndex(of: "#") else { return line.endIndex }
    let isFirst = line[..<sign].allSatisfy { $0 == " " }
    return isFirst || line[..<sign].hasSuffix(" ") ? sign : line.endIndex
  }
}

/// A list or a table in brackets, within a line.
struct InlineList {
  /// Between the brackets.
  let inside: Range<String.Index>
  let elements: [String]

  /// Behind a key, such as `in`; nil where it stands there not, or begins another line.
  init?(behind key: String, in line: String) {
    var rest = line[...]
    while let found = rest.firstRange(of: "\(key): ") {
      rest = line[found.upperBound...]
      let isWhole =
        found.lowerBound == line.startIndex
        || !line[line.index(before: found.lowerBound)].isLetter
      guard isWhole, rest.first == "[" || rest.first == "{" else { continue }
      self.init(at: rest.startIndex, in: line)
      return
    }
    return nil
  }

  private init?(at open: String.Index, in line: String) {
    var depth = 0
    var elements: [String] = []
    let start = line.index(after: open)
    var first = start
    for index in line[open...].indices {
      switch line[index] {
      case "[", "{": depth += 1
      case "]", "}": depth -= 1
      case "," where depth == 1:
        elements.append(InlineList.trimmed(line[first..<index]))
        first = line.index(after: index)
      default: break
      }
      if depth == 0 {
        elements.append(InlineList.trimmed(line[first..<index]))
        inside = start..<index
        self.elements = elements.filter { !$0.isEmpty }
        return
      }
    }
    return nil
  }

  private static func trimmed(_ text: Substring) -> String {
    let start = text.drop { $0 == " " }
    guard let last = start.lastIndex(where: { $0 != " " }) else { return "" }
    return String(start[...last])
  }

  /// The line with other elements in the brackets.
  func replaced(by elements: [String], in line: String) -> String {
    let pad = line[inside].hasPrefix(" ") ? " " : ""
    return line.replacing(inside, with: pad + elements.joined(separator: ", ") + pad)
  }
}

extension String {
  func replacing(_ range: Range<Index>, with text: String) -> String {
    var copy = self
    copy.replaceSubrange(range, with: text)
    return copy
  }
}
