import LedgerCore

/// A heat matrix: rows are states that orders leave, columns those that they come to.
struct HTMLMatrix {
  let matrix: TransitionMatrix
  /// The most orders that a move of all pictures has, so that shades can be compared.
  let most: Int

  private static let cell = (width: 58, height: 34)
  private static let letter = 7.2
  private static let gap = 8

  var svg: String {
    let label = Self.labelWidth(matrix.sources)
    let slant = Self.labelWidth(matrix.targets)
    // Names of columns rise to the right at 45 degrees.
    let top = slant * 71 / 100 + 14
    let width =
      label + Self.gap + matrix.targets.count * Self.cell.width + slant * 71 / 100
    let height = top + matrix.sources.count * Self.cell.height + 2
    var svg =
      "<svg class=\"matrix\" role=\"img\" viewBox=\"0 0 \(width) \(height)\" width=\"\(width)\" "
      + "height=\"\(height)\" aria-label=\"\(HTMLText.escaped(description))\">"
    for (column, target) in matrix.targets.enumerated() {
      let x = label + Self.gap + column * Self.cell.width + Self.cell.width / 2 - 4
      svg +=
        "<text class=\"state\" transform=\"translate(\(x) \(top - 6)) rotate(-45)\">"
        + "\(HTMLText.words(target))</text>"
    }
    for (row, source) in matrix.sources.enumerated() {
      let y = top + row * Self.cell.height
      svg +=
        "<text class=\"state\" text-anchor=\"end\" x=\"\(label)\" "
        + "y=\"\(y + Self.cell.height / 2 + 4)\">\(HTMLText.words(source))</text>"
      for (column, target) in matrix.targets.enumerated() {
        svg += cell(
          source, target, x: label + Self.gap + column * Self.cell.width, y: y)
      }
    }
    return svg + "</svg>"
  }

  private var description: String {
    matrix.moves.map { "\($0.from) → \($0.to): \(ReportText.words($0.weight))" }
      .joined(separator: "; ")
  }

  private func cell(_ source: String, _ target: String, x: Int, y: Int) -> String {
    let frame =
      "x=\"\(x + 1)\" y=\"\(y + 1)\" width=\"\(Self.cell.width - 2)\" "
      + "height=\"\(Self.cell.height - 2)\" rx=\"4\""
    guard let move = matrix.moves.first(where: { $0.from == source && $0.to == target }) else {
      return "<rect class=\"empty\" \(frame)/>"
    }
    // From a tenth to full, by the root: few among many can still be seen.
    let share = (Double(move.weight.orders) / Double(max(1, most))).squareRoot()
    let shade = 12 + Int(share * 88)
    let tone = shade > 52 ? "strong" : "weak"
    let title = "\(source) → \(target): \(ReportText.words(move.weight))"
    return "<g><title>\(HTMLText.escaped(title))</title>"
      + "<rect class=\"heat\" fill-opacity=\"\(HTMLText.hundredths(shade))\" \(frame)/>"
      + "<text class=\"count \(tone)\" text-anchor=\"middle\" x=\"\(x + Self.cell.width / 2)\" "
      + "y=\"\(y + Self.cell.height / 2 + 4)\">\(HTMLText.short(move.weight.orders))</text></g>"
  }

  private static func labelWidth(_ states: [String]) -> Int {
    Int(Double(states.map(\.count).max() ?? 0) * letter) + 6
  }
}
