import LedgerRules

/// What causes the difference, and what those that differ have in common.
extension MarkdownForm {
  var changes: String {
    guard report.baseline.isExact else { return "" }
    if let attribution = report.attribution { return units(attribution) }
    let changes = report.tellingChanges
    let note = report.examplesSentence.map { "\n\($0).\n" } ?? ""
    guard !changes.isEmpty else { return "\nThe rulebooks say the same.\n" + note }
    var text = "\n### What the rulebooks say differently\n\n"
    for change in changes.prefix(MarkdownForm.rowsMax) {
      text += "- \(MarkdownText.code(change.description))\n"
    }
    return text + more(changes.count) + note
  }

  private func units(_ attribution: Attribution) -> String {
    var text =
      "\n### Which change causes what\n\n" + MarkdownText.head(["change", "alone", "needed for"])
    for unit in attribution.units.prefix(MarkdownForm.rowsMax) {
      let changes = unit.changes.map { MarkdownText.code($0.description) }
      text += MarkdownText.row(
        [changes.joined(separator: "<br>")]
          + (unit.isWithoutEffect
            ? ["**without effect**", ""]
            : [ReportText.words(unit.alone), ReportText.words(unit.needed)]))
    }
    text += more(attribution.units.count)
    guard attribution.interacting.orders > 0 else { return text }
    return text + "\n\(ReportText.words(attribution.interacting)) that no change makes alone: "
      + "there they interact.\n"
  }

  var commonalities: String {
    guard !report.commonalities.isEmpty else { return "" }
    return "\n### What the changed orders have in common\n\n"
      + report.commonalities.prefix(MarkdownForm.rowsMax).map {
        "- \(MarkdownText.plain($0.sentence(in: report)))\n"
      }.joined() + (report.baseRateSentence.map { "\n\($0)\n" } ?? "")
  }

  var obstacles: String {
    guard !report.obstacles.isEmpty else { return "" }
    return "\n### Not evaluable\n\n"
      + report.obstacles.prefix(MarkdownForm.rowsMax).map {
        "- \(ReportText.count($0.orders, "order")): \(MarkdownText.plain($0.reason))\n"
      }.joined()
  }

  var unused: String {
    let changes = report.changesWithoutHit
    var text = ""
    if !changes.isEmpty {
      text += "\n### Changed, and never hit by any item of the history\n\n"
      for change in changes.prefix(MarkdownForm.rowsMax) {
        text += "- \(MarkdownText.code(change.description))\n"
      }
      text += more(changes.count)
    }
    let rows = report.unusedRows.reduce(0) { $0 + $1.rows }
    return rows == 0
      ? text : text + "\nNo item of the history hits \(ReportText.count(rows, "row")).\n"
  }
}
