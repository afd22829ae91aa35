import LedgerCore
import LedgerRules

/// What is told in rows.
extension HTMLForm {
  var policy: String {
    guard let judgement, judgement.hasThresholds else { return "" }
    let verdict = judgement.verdict
    let tone = verdict.outcome == .within ? "good" : "bad"
    let html =
      "<section><h2>Policy</h2><p class=\"\(tone)\">\(HTMLText.escaped(verdict.sentence)).</p>"
    guard !verdict.findings.isEmpty else { return html + "</section>" }
    let rows = verdict.findings.map { finding in
      "<tr class=\"\(finding.isWithin ? "" : "beyond")\">"
        + "<td class=\"\(finding.isWithin ? "good" : "bad")\">\(finding.isWithin ? "✓" : "✗")</td>"
        + "<td>\(HTMLText.breaking(finding.name))</td><td>\(HTMLText.escaped(finding.limit))</td>"
        + "<td>\(HTMLText.escaped(finding.found))</td></tr>"
    }
    return html + table(["", "threshold", "allowed", "found"], rows) + "</section>"
  }

  var unexpected: String {
    guard let remainder = judgement?.remainder else { return "" }
    guard remainder.weight.orders > 0 || !remainder.unmet.isEmpty else { return "" }
    var html =
      "<section class=\"remainder\"><h2>Not as expected</h2>"
      + "<p class=\"note\">\(HTMLText.escaped(remainder.sentence)).</p>"
    if !remainder.effects.isEmpty {
      html += table(
        ["what", "orders", "money"],
        remainder.effects.map { row([report.effects[$0.effect].html], $0.weight) })
    }
    if !remainder.unmet.isEmpty {
      html += "<p>Expected, and not so:</p><ul>"
      for pattern in remainder.unmet { html += "<li>\(HTMLText.breaking(pattern.text))</li>" }
      html += "</ul>"
    }
    return html + "</section>"
  }

  func table(_ section: ReportSection) -> String {
    let rows = section.rows.map { row(cells($0, section.topic), $0.weight, $0.tone) }
    return "<section><h2>\(section.title)</h2>"
      + table(section.columns + ["orders", "money"], rows) + "</section>"
  }

  var changedOrders: String {
    guard !report.changed.isEmpty, orders > 0 else { return "" }
    let rows = report.changed.prefix(orders).map { order in
      let sample = SampleView(order, in: report)
      let money = order.money.map { HTMLText.money($0) } ?? ""
      let texts = order.effects.map { report.effects[$0].html }
      return "<tr><td><b>\(HTMLText.breaking(sample.name))</b>"
        + (sample.name == order.order ? "" : "<br/><small>\(HTMLText.escaped(order.order))</small>")
        + "</td><td>\(HTMLText.escaped(order.channel))</td>"
        + "<td class=\"number\">\(money)</td>"
        + "<td>\(texts.joined(separator: "<br/>"))</td></tr>"
    }
    return "<section><h2>Changed orders</h2>"
      + table(["order", "channel", "money", "what"], rows)
      + more(report.changed.count, than: orders) + "</section>"
  }

  var notEvaluable: String {
    guard !report.notEvaluable.isEmpty else { return "" }
    var html =
      "<section><h2>Not evaluable</h2><p class=\"note\">These orders could not be seen whole, and "
      + "are not among the unchanged ones.</p><ul>"
    for (reason, orders) in report.obstacles.prefix(HTMLForm.rowsMax) {
      html += "<li>\(ReportText.count(orders, "order")): \(HTMLText.escaped(reason))</li>"
    }
    return html + "</ul></section>"
  }

  var unused: String {
    guard !report.unused.isEmpty else { return "" }
    var html = "<section><h2>Rows that no item of the history hits</h2>"
    let changes = report.changesWithoutHit
    if !changes.isEmpty {
      html += "<p>Of those that differ:</p><ul>"
      for change in changes { html += "<li>\(HTMLText.breaking(change.description))</li>" }
      html += "</ul>"
    }
    let rows = report.unusedRows.map { file, rows, lines in
      "<tr><td>\(HTMLText.breaking(file))</td><td class=\"number\">\(ReportText.grouped(rows))</td>"
        + "<td>\(HTMLText.escaped(lines))</td></tr>"
    }
    return html + "<details><summary>all of them</summary>"
      + table(["file", "rows", "lines"], rows) + "</details></section>"
  }

  var differing: String {
    var html = "<section><h2>Where it differs</h2><ul>"
    for order in report.baseline.differing.prefix(HTMLForm.ordersMax) {
      html += "<li><code>\(HTMLText.escaped(order))</code></li>"
    }
    return html + "</ul>" + more(report.baseline.differing.count, than: HTMLForm.ordersMax)
      + "</section>"
  }

  // MARK: Rows

  /// The first rows, and the others folded away.
  func table(_ columns: [String], _ rows: [String]) -> String {
    let first = open(columns) + rows.prefix(HTMLForm.openRows).joined() + close
    // A fold for one or two rows would be longer than they are.
    guard rows.count > HTMLForm.openRows + 2 else { return open(columns) + rows.joined() + close }
    return first + "<details><summary>and \(ReportText.grouped(rows.count - HTMLForm.openRows)) "
      + "more</summary>" + open(columns) + rows.dropFirst(HTMLForm.openRows).joined() + close
      + "</details>"
  }

  private func open(_ columns: [String]) -> String {
    let numbers: Set<String> = ["orders", "money", "rows"]
    let titles = columns.map { column in
      HTMLText.tag("th", numbers.contains(column) ? "number" : "", HTMLText.escaped(column))
    }
    return "<div class=\"scroll\"><table><thead><tr>\(titles.joined())</tr></thead><tbody>"
  }

  private var close: String { "</tbody></table></div>" }

  /// Names as words, but for what came as it is.
  private func cells(_ row: ReportSection.Row, _ topic: ReportSection.Topic) -> [String] {
    if topic == .quarantine { return row.cells.map { HTMLText.breaking($0) } }
    return row.cells.enumerated().map { place, cell in
      let name = place == 0 ? report.patternName(ofTitle: cell) : nil
      return HTMLText.words(cell) + (name.map { "<br/><small>\($0)</small>" } ?? "")
    }
  }

  /// - Parameter cells: HTML.
  func row(
    _ cells: [String], _ weight: Weight, _ tone: ReportSection.Tone = .plain
  ) -> String {
    let last = cells.count - 1
    var html = "<tr>"
    for (index, cell) in cells.enumerated() {
      let style = index == last && tone != .plain ? tone.rawValue : ""
      html += HTMLText.tag("td", style, cell)
    }
    return html + "<td class=\"number\">\(ReportText.grouped(weight.orders))</td>"
      + "<td class=\"number\">\(HTMLText.money(weight))</td></tr>"
  }

  func more(_ count: Int, than shown: Int = HTMLForm.rowsMax) -> String {
    count > shown
      ? "<p class=\"note\">and \(ReportText.grouped(count - shown)) more; "
        + "<code>--csv</code> and <code>--json</code> have all.</p>" : ""
  }
}
