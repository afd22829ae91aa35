package import LedgerEngine

/// What a revised rulebook would change, for people at a terminal: what stands in the way first.
package struct ReplayText {
  package static let samplesMax = 5
  /// The other forms have all.
  static let rowsMax = 20

  let made: JudgedReport
  let limit: Int
  let style: Style

  package init(_ made: JudgedReport, limit: Int, style: Style) {
    self.made = made
    self.limit = limit
    self.style = style
  }

  var report: ReplayReport { made.report }
  var remainder: Remainder? { made.judgement?.remainder }

  package var text: String {
    guard report.baseline.isExact else {
      return head + verdicts + differing + scope
    }
    var text = head + verdicts + "\n"
    for sentence in report.headline { text += Wrapping.paragraph(sentence, label: "  ") }
    text += unexpected + changes
    for section in report.sections { text += table(section) }
    return text + commonalities + obstacles + samples + unused + scope
  }

  func title(_ text: String) -> String { "\n" + style(text, .bold) + "\n" }

  private var head: String {
    style("Replay", .bold)
      + Wrapping.paragraph(
        " of \(name(report.after)) against \(name(report.before))", label: "      "
      ).dropFirst(6)
  }

  private func name(_ side: ReplayReport.Side) -> String {
    "\(side.name) \(side.revision.short) (\(side.source))"
  }

  var weightColumns: [TextTable.Column] {
    [.init(title: "orders", isRight: true), .init(title: "money", isRight: true, wraps: true)]
  }

  func cells(_ weight: Weight) -> [TextTable.Cell] {
    [.init(Words.grouped(weight.orders)), .init(ReportText.money(weight))]
  }

  static func more(_ count: Int, than shown: Int = ReplayText.rowsMax) -> String {
    count > shown ? "  and \(Words.grouped(count - shown)) more; --json has all\n" : ""
  }

  private func table(_ section: ReportSection) -> String {
    let last = section.columns.count - 1
    var table = TextTable(
      section.columns.enumerated().map {
        TextTable.Column(title: $0.element, wraps: $0.offset == last)
      } + weightColumns)
    for row in section.rows.prefix(ReplayText.rowsMax) {
      let cells = row.cells.enumerated().map { place, text in
        TextTable.Cell(text, place == last ? ReplayText.tone(row.tone) : nil)
      }
      table.add(cells + self.cells(row.weight))
    }
    return title(section.title) + table.text(style) + ReplayText.more(section.rows.count)
  }

  static func tone(_ tone: ReportSection.Tone) -> Style.Tone? {
    switch tone {
    case .plain: nil
    case .good: .green
    case .bad: .red
    }
  }

  private var obstacles: String {
    guard !report.obstacles.isEmpty else { return "" }
    var text = title("Not evaluable")
    for (reason, orders) in report.obstacles.prefix(ReplayText.rowsMax) {
      text += Wrapping.paragraph("\(Words.count(orders, "order")): \(reason)", label: "  ")
    }
    return text
  }
}
