/// Aligned columns within 100 columns of text.
package struct TextTable {
  package static let width = 100

  package struct Column {
    package var title: String
    package var isRight: Bool
    /// Gives up width, and goes on in the next line, where the table is too wide.
    package var wraps: Bool

    package init(title: String, isRight: Bool = false, wraps: Bool = false) {
      self.title = title
      self.isRight = isRight
      self.wraps = wraps
    }
  }

  package struct Cell: ExpressibleByStringInterpolation {
    package var text: String
    package var tone: Style.Tone?

    package init(_ text: String, _ tone: Style.Tone? = nil) {
      self.text = text
      self.tone = tone
    }

    package init(stringLiteral text: String) { self.init(text) }
  }

  private enum Row {
    case cells([Cell])
    case heading(String)
  }

  private let columns: [Column]
  private var rows: [Row] = []
  private let indent: Int

  package init(_ columns: [Column], indent: Int = 2) {
    self.columns = columns
    self.indent = indent
  }

  package var isEmpty: Bool { rows.isEmpty }

  package mutating func add(_ cells: [Cell]) { rows.append(.cells(cells)) }

  /// A line of its own above the rows that follow, half as far indented.
  package mutating func add(heading: String) { rows.append(.heading(heading)) }

  package func text(_ style: Style) -> String {
    let widths = widths()
    let titles = columns.map { Cell($0.title, .dim) }
    var text = line(titles, widths, style)
    for row in rows {
      switch row {
      case .cells(let cells): text += line(cells, widths, style)
      case .heading(let heading):
        text += String(repeating: " ", count: indent / 2) + heading + "\n"
      }
    }
    return text
  }

  private func widths() -> [Int] {
    var widths = columns.map(\.title.count)
    for case .cells(let cells) in rows {
      for (column, cell) in cells.enumerated() {
        widths[column] = max(widths[column], cell.text.count)
      }
    }
    let gaps = indent + 2 * (columns.count - 1)
    let narrowest = narrowest()
    var excess = gaps + widths.reduce(0, +) - TextTable.width
    while excess > 0 {
      let wide = columns.indices.filter { columns[$0].wraps && widths[$0] > narrowest[$0] }
      guard let widest = wide.max(by: { widths[$0] < widths[$1] }) else { break }
      let give = min(excess, max(1, (widths[widest] - narrowest[widest]) / 2))
      widths[widest] -= give
      excess -= give
    }
    return widths
  }

  /// Below this a column gives up no more: ids are there to be copied, so they are not broken,
  /// unless they are very long.
  private func narrowest() -> [Int] {
    var narrowest = columns.map { _ in 12 }
    for case .cells(let cells) in rows {
      for (column, cell) in cells.enumerated() where columns[column].wraps {
        for word in cell.text.split(separator: " ") {
          narrowest[column] = max(narrowest[column], min(word.count, 40))
        }
      }
    }
    return narrowest
  }

  private func line(_ cells: [Cell], _ widths: [Int], _ style: Style) -> String {
    let wrapped = zip(cells, widths).map { Wrapping.lines($0.text, width: $1) }
    let height = wrapped.map(\.count).max() ?? 1
    var text = ""
    for row in 0..<max(1, height) {
      var line = String(repeating: " ", count: indent)
      for (index, lines) in wrapped.enumerated() {
        let part = row < lines.count ? lines[row] : ""
        let fill = String(repeating: " ", count: max(0, widths[index] - part.count))
        let shown = cells[index].tone.map { part.isEmpty ? part : style(part, $0) } ?? part
        line += columns[index].isRight ? fill + shown : shown + fill
        if index + 1 < wrapped.count { line += "  " }
      }
      while line.last == " " { line.removeLast() }
      text += line + "\n"
    }
    return text
  }
}
