import LedgerCore

/// A changed order, folded away.
struct MarkdownSample {
  let sample: SampleView
  let scope: ReplayReport.Scope

  private static let rowsMax = 12

  init(_ sample: SampleView, _ scope: ReplayReport.Scope) {
    self.sample = sample
    self.scope = scope
  }

  var text: String {
    "\n<details><summary>\(summary)</summary>\n\n" + table + divergence + consequences
      + "\n</details>\n"
  }

  private var summary: String {
    let order = sample.order
    let money = order.money.map { ", " + ReportText.money($0.amount, $0.currency) } ?? ""
    return
      "<code>\(HTMLText.escaped(sample.name))</code> \(HTMLText.escaped(order.channel))\(money)"
  }

  private var table: String {
    let isThreeWay = sample.rows.contains { $0.believed != nil }
    var text = MarkdownText.head(
      ["", "before", "after"] + (isThreeWay ? ["believed \(time)"] : []))
    for row in sample.rows.prefix(MarkdownSample.rowsMax) {
      text += MarkdownText.row(
        [MarkdownText.plain(row.what), MarkdownText.code(row.before), MarkdownText.code(row.after)]
          + (isThreeWay ? [MarkdownText.code(row.believed ?? "")] : []))
    }
    let more = sample.rows.count - MarkdownSample.rowsMax
    return text + (more > 0 ? "\nand \(more) more\n" : "")
  }

  private var time: String { scope.believedAsOf?.rfc3339 ?? "then" }

  private var divergence: String {
    guard let found = sample.order.divergence else { return "" }
    let event = "position \(found.item), \(found.received.rfc3339)"
    let what = MarkdownText.code("\(found.channelKind) \(found.shape)")
    return "\nFirst \(found.isReading ? "read" : "weighed") differently at \(event), \(what):\n\n"
      + "- before: \(side(found.before))\n- after: \(side(found.after))\n"
  }

  private func side(_ side: Divergence.Side) -> String {
    MarkdownText.code(side.reading)
      + (side.place.isEmpty ? "" : " by \(MarkdownText.code(side.place))")
  }

  private var consequences: String {
    guard !sample.consequences.isEmpty else { return "" }
    var text = "\nWhat follows from it:\n\n"
    for found in sample.consequences.prefix(MarkdownSample.rowsMax) {
      let texts = found.texts.prefix(4).map { MarkdownText.code($0) }.joined(separator: ", ")
      text += "- position \(found.item), \(found.received.rfc3339): \(texts)\n"
    }
    return text
  }
}
