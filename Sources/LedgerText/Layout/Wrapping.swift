/// Breaks text into lines at spaces, and within words that are too long for one.
package enum Wrapping {
  package static func lines(_ text: String, width: Int) -> [String] {
    guard text.count > width else { return [text] }
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      var word = word[...]
      if !line.isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = ""
      }
      while word.count > width {
        // A long name breaks behind a sign within it, where it has one in the right half.
        let piece = word.prefix(width)
        let sign = piece.lastIndex { "_/-.:".contains($0) }.map { piece.index(after: $0) }
        let end = sign.flatMap {
          word.distance(from: word.startIndex, to: $0) * 2 > width ? $0 : nil
        }
        lines.append(String(word[..<(end ?? piece.endIndex)]))
        word = word[(end ?? piece.endIndex)...]
      }
      line += line.isEmpty ? String(word) : " " + word
    }
    if !line.isEmpty { lines.append(line) }
    return lines
  }

  /// A paragraph within 100 columns whose first line begins with `label`, and whose others are
  /// indented as far.
  package static func paragraph(_ text: String, label: String) -> String {
    let lines = lines(text, width: TextTable.width - label.count)
    let blank = String(repeating: " ", count: label.count)
    return lines.enumerated().map { ($0.offset == 0 ? label : blank) + $0.element + "\n" }.joined()
  }
}
