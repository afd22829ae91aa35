package import LedgerEngine

/// What a replay would do, before it is done.
package struct PlanText {
  private let preview: ReplayPreview
  private let style: Style

  package init(_ preview: ReplayPreview, style: Style) {
    self.preview = preview
    self.style = style
  }

  package var text: String {
    let title =
      " of a replay of \(name(preview.after)) against \(name(preview.before))"
    var text =
      style("Plan", .bold) + Wrapping.paragraph(title, label: "    ").dropFirst(4)
    text += row("reaches", reach)
    for reason in preview.plan.reasons { text += row("because", reason) }
    text += row("looks at", looksAt)
    if preview.plan.deliveries > 0 {
      text += row("decodes", Words.count(preview.plan.deliveries, "delivery", "deliveries"))
    }
    return text + row("takes", PlanText.duration(preview.estimate)) + changes
  }

  private func name(_ side: ReplayReport.Side) -> String {
    "\(side.name) \(side.revision.short) (\(side.source))"
  }

  private func row(_ name: String, _ text: String) -> String {
    Wrapping.paragraph(
      text, label: "  \(name)" + String(repeating: " ", count: 10 - name.count))
  }

  private var reach: String {
    switch preview.plan.reach {
    case .nothing: "no order: both come to the same"
    case .touched: "orders with an item that is read otherwise"
    case .everything: "every order, as far as something can differ"
    case .decoding: "every order, its bodies decoded again"
    }
  }

  private var looksAt: String {
    "at most \(Words.count(preview.plan.groups, "order")) and groups of messages"
  }

  /// Judged by a part, so no finer than that.
  static func duration(_ estimate: Interval) -> String {
    let seconds = (estimate.microseconds + 999_999) / 1_000_000
    return seconds < 1 ? "less than a second" : "about \(Interval.seconds(seconds))"
  }

  private var changes: String {
    let changes = preview.changes.telling
    guard !changes.isEmpty else {
      return "\n" + style("The rulebooks say the same", .bold) + "\n"
    }
    return "\n" + style("The rulebooks differ in", .bold) + "\n" + ReplayText.list(changes)
  }
}
