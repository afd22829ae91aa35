import LedgerEngine

/// What a revised rulebook would change, for people.
struct ReplayText {
  let report: ReplayReport
  let limit: Int
  var style = Style.output

  var text: String {
    var text = head
    guard report.baseline.isExact else { return text + brokenBaseline }
    text += counts + changes + transitions
    text += patterns("Mismatches opened", report.opened)
    text += patterns("Mismatches closed", report.closed)
    if report.quarantineReleased + report.quarantineAdded > 0 {
      text += title("Quarantine")
      text +=
        "  \(Words.grouped(report.quarantineReleased)) released, "
        + "\(Words.grouped(report.quarantineAdded)) added\n"
    }
    return text + changed
  }

  private func title(_ text: String) -> String { "\n" + style(text, .bold) + "\n" }

  private var head: String {
    let end = report.through.rawValue
    let last = end == 0 ? "an empty log" : "positions 0 to \(end - 1)"
    return style("Replay of \(last)", .bold) + ", as of \(report.asOf.rfc3339)\n"
      + "  from  \(report.fromName) \(report.fromRevision.short) (active)\n"
      + "  to    \(report.toName) \(report.toRevision.short)\n"
  }

  private var brokenBaseline: String {
    let orders = report.baseline.differing
    return "\n"
      + Wrapping.paragraph(
        "The active rulebook, replayed, does not give the live state: "
          + "\(Words.count(orders.count, "order")) differ. Nothing can be compared with it; run "
          + "`orderledger verify`, then `orderledger rebuild`.", label: "")
      + orders.prefix(max(1, limit)).map { "  \($0)\n" }.joined()
  }

  private var counts: String {
    var table = TextTable([.init(title: "orders", isRight: true), .init(title: "")])
    table.add([.init(Words.grouped(report.total)), "in all"])
    table.add([.init(Words.grouped(report.changed.count), .bold), "changed"])
    table.add([.init(Words.grouped(report.unchanged)), "unchanged"])
    table.add([.init(Words.grouped(report.notEvaluable.count)), "not evaluable"])
    let groups = Words.groups(
      orders: report.baseline.orders, unlinked: report.baseline.unlinked,
      shared: report.baseline.shared)
    let baseline = Wrapping.paragraph(
      "baseline: the active rulebook, replayed, gives the live state of \(groups) "
        + "(digest \(report.baseline.digest.short))", label: "  ")
    return baseline + "\n" + table.text(style)
  }

  private var changes: String {
    var text = title("The rulebooks differ in")
    if report.rulebookChanges.isEmpty { return text + "  nothing\n" }
    for change in report.rulebookChanges { text += Wrapping.paragraph(change, label: "  ") }
    if report.decodesAgain { text += "  Bodies were read again, since they are read otherwise.\n" }
    return text
  }

  private var transitions: String {
    guard !report.transitions.isEmpty else { return "" }
    var table = TextTable([
      .init(title: "facet"), .init(title: "from"), .init(title: "to"),
      .init(title: "how many", wraps: true),
    ])
    for (transition, weight) in report.transitions.sorted(by: { $0.key < $1.key }) {
      table.add([
        .init(transition.facet), .init(transition.from.isEmpty ? "no truth" : transition.from),
        .init(transition.to.isEmpty ? "no truth" : transition.to), .init(weight.words),
      ])
    }
    return title("Truth") + table.text(style)
  }

  private func patterns(_ name: String, _ weights: [String: ReplayReport.Weight]) -> String {
    guard !weights.isEmpty else { return "" }
    var table = TextTable([.init(title: "pattern"), .init(title: "how many", wraps: true)])
    for (pattern, weight) in weights.sorted(by: { $0.key < $1.key }) {
      table.add([.init(pattern), .init(weight.words)])
    }
    return title(name) + table.text(style)
  }

  private var changed: String {
    guard !report.changed.isEmpty, limit > 0 else { return "" }
    var text = title("Changed orders")
    for order in report.changed.prefix(limit) { text += lines(order) }
    let more = report.changed.count - min(limit, report.changed.count)
    return text + (more > 0 ? "  and \(Words.grouped(more)) more; --limit shows more\n" : "")
  }

  private func lines(_ order: ReplayReport.ChangedOrder) -> String {
    let known = Words.shortName(order.names, except: order.order).map { " (\($0))" } ?? ""
    var text = "  " + style(order.order, .bold) + known
    text += (order.regrouped ? ", grouped otherwise" : "") + "\n"
    for difference in differences(order) { text += Wrapping.paragraph(difference, label: "    ") }
    guard let found = order.divergence else { return text }
    text += Wrapping.paragraph(
      "first at position \(found.item), \(found.received.rfc3339), \(found.channelKind) "
        + found.shape, label: "    ")
    text += Wrapping.paragraph(side(found.before), label: "      before  ")
    return text + Wrapping.paragraph(side(found.after), label: "      after   ")
  }

  private func side(_ side: Divergence.Side) -> String {
    side.place.isEmpty ? side.reading : "\(side.reading)  (\(side.place))"
  }

  private func differences(_ order: ReplayReport.ChangedOrder) -> [String] {
    ReplayText.differences("", order.before.truth, order.after.truth)
      + ReplayText.differences("", order.before.disagreements, order.after.disagreements)
  }

  private static func differences(
    _ prefix: String, _ before: [String: String], _ after: [String: String]
  ) -> [String] {
    Set(before.keys).union(after.keys).sorted().compactMap { key in
      guard before[key] != after[key] else { return nil }
      return "\(prefix)\(key): \(before[key] ?? "none") → \(after[key] ?? "none")"
    }
  }
}
