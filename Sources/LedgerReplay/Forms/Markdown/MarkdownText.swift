/// Text for a comment on a pull request: what comes from data stands as code, so that no order
/// number becomes a link to an issue and no name calls a person.
enum MarkdownText {
  /// Longer values are cut; the other forms have all of them.
  private static let valueMax = 160

  static func code(_ text: String) -> String {
    guard !text.isEmpty else { return "" }
    let plain = cut(text).map { $0 == "`" ? "'" : $0.isNewline ? " " : $0 }
    return "`\(String(plain))`"
  }

  /// Words of ours in which data may stand.
  static func plain(_ text: String) -> String {
    var escaped = ""
    for character in text {
      if character.isNewline {
        escaped += " "
      } else if "\\`*_<>[]|~".contains(character) {
        escaped += "\\\(character)"
      } else if "#@".contains(character) {
        // A character of no width in between: no link, and nobody is called.
        escaped += "\(character)\u{200B}"
      } else {
        escaped.append(character)
      }
    }
    return escaped
  }

  /// The head of a table and the line below it.
  static func head(_ titles: [String], right: Set<Int> = []) -> String {
    row(titles) + row(titles.indices.map { right.contains($0) ? "---:" : "---" })
  }

  static func row(_ cells: [String]) -> String {
    "| " + cells.map { escapedBars($0) }.joined(separator: " | ") + " |\n"
  }

  private static func escapedBars(_ cell: String) -> String {
    guard cell.contains("|") else { return cell }
    var escaped = ""
    for character in cell {
      if character == "|", escaped.last != "\\" { escaped += "\\" }
      escaped.append(character)
    }
    return escaped
  }

  private static func cut(_ text: String) -> String {
    text.count <= valueMax ? text : text.prefix(valueMax - 1) + "…"
  }
}
