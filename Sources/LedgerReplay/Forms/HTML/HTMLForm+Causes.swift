import LedgerCore
import LedgerRules

/// What causes the difference, what those that differ have in common, and how to make the report
/// again.
extension HTMLForm {
  var causes: String {
    guard let attribution = report.attribution else { return changes }
    var html =
      "<section><h2>Which change causes what</h2><p class=\"note\">Each change of the rulebook: "
      + "what it would change alone, and what would not change, or otherwise, without it.</p>"
    let rows = attribution.units.map { unit in
      let texts = unit.changes.map { HTMLText.breaking($0.description) }
      return "<tr><td>\(texts.joined(separator: "<br/>"))</td>"
        + (unit.isWithoutEffect
          ? "<td colspan=\"2\" class=\"muted\">without effect</td></tr>"
          : "<td>\(HTMLText.words(unit.alone))</td><td>\(HTMLText.words(unit.needed))</td></tr>")
    }
    html += table(["change", "alone", "needed for"], rows)
    if attribution.interacting.orders > 0 {
      html +=
        "<p>\(HTMLText.words(attribution.interacting)) that no change makes "
        + "alone: there they interact.</p>"
    }
    return html + "</section>"
  }

  private var changes: String {
    let changes = report.tellingChanges
    let note = report.examplesSentence.map { "<p class=\"note\">\($0).</p>" } ?? ""
    guard !changes.isEmpty else {
      return "<section><h2>The rulebooks say the same</h2>\(note)</section>"
    }
    let rows = changes.map { change in
      "<tr><td>\(HTMLText.breaking(change.subject))"
        + (change.manner == .reordered ? " <small>in another order</small>" : "") + "</td>"
        + side(change.before, change.beforePlace) + side(change.after, change.afterPlace)
        + "</tr>"
    }
    return "<section><h2>What the rulebooks say differently</h2>"
      + table(["what", "before", "after"], rows) + note + "</section>"
  }

  private func side(_ text: String?, _ place: SourcePlace?) -> String {
    let text = text.map { HTMLText.breaking($0) } ?? "<span class=\"muted\">–</span>"
    let place = place.map { "<br/><small>\(HTMLText.breaking($0.description))</small>" } ?? ""
    return "<td>\(text)\(place)</td>"
  }

  var commonalities: String {
    guard !report.commonalities.isEmpty else { return "" }
    var html =
      "<section><h2>What the changed orders have in common</h2><p class=\"note\">The upper bar is "
      + "the share of the changed orders that have it, the lower one that of all orders."
      + (report.baseRateSentence.map { " " + $0 } ?? "") + "</p>"
      + "<div class=\"common\">"
    for found in report.commonalities.prefix(HTMLForm.rowsMax) {
      let own = found.changed * 100 / max(1, report.changed.count)
      let base = found.all * 100 / max(1, found.counted)
      html +=
        "<div><p>\(HTMLText.breaking(found.sentence(in: report)))</p>"
        + "<i class=\"own\" style=\"width:\(max(1, own))%\"></i>"
        + "<i class=\"base\" style=\"width:\(max(1, base))%\"></i></div>"
    }
    return html + "</div>" + more(report.commonalities.count) + "</section>"
  }

  var footer: String {
    let scope = report.scope
    var facts = [
      ("Baseline", report.baselineSentence),
      (
        "Log",
        "ledger \(scope.ledger), before position \(scope.through), head \(scope.head)"
      ), ("As of", scope.asOf.rfc3339),
    ]
    if let believed = scope.believedAsOf { facts.append(("Believed", believed.rfc3339)) }
    if !scope.selection.isEmpty {
      facts.append(("Orders", "only those with " + scope.selection.joined(separator: ", ")))
    }
    facts += [
      ("Before", "\(report.before.name) \(report.before.revision)"),
      ("After", "\(report.after.name) \(report.after.revision)"),
      ("Engine", "OrderLedger \(scope.engine)"), ("Digest", "\(digest)"),
    ]
    let rows = facts.map { "<dt>\($0.0)</dt><dd>\(HTMLText.breaking($0.1))</dd>" }
    return "<footer><h2>How to make this report again</h2><dl>\(rows.joined())</dl></footer>"
  }
}
