import LedgerEngine

/// What a revised rulebook would change, for people.
struct ReplayText {
  let report: ReplayReport
  let limit: Int
  var style = Style.output

  var text: String {
    let text = head
    guard report.baseline.isExact else { return text + brokenBaseline }
    return text + counts + changes + effects + changed
  }

  private func title(_ text: String) -> String { "\n" + style(text, .bold) + "\n" }

  private var head: String {
    let end = report.scope.through.rawValue
    let last = end == 0 ? "an empty log" : "positions 0 to \(end - 1)"
    return style("Replay of \(last)", .bold) + ", as of \(report.scope.asOf.rfc3339)\n"
      + "  from  \(report.before.name) \(report.before.revision.short) (\(report.before.source))\n"
      + "  to    \(report.after.name) \(report.after.revision.short) (\(report.after.source))\n"
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
    if report.changes.isEmpty { return text + "  nothing\n" }
    for change in report.changes { text += Wrapping.paragraph(change.description, label: "  ") }
    return text
  }

  private var effects: String {
    guard !report.effects.isEmpty else { return "" }
    var table = TextTable([
      .init(title: "what changes", wraps: true), .init(title: "how many", wraps: true),
    ])
    for (effect, weight) in zip(report.effects, report.tallies) {
      table.add([.init(effect.text), .init(weight.words)])
    }
    return title("Differences") + table.text(style)
  }

  private var changed: String {
    guard !report.changed.isEmpty, limit > 0 else { return "" }
    var text = title("Changed orders")
    for order in report.changed.prefix(limit) { text += lines(order) }
    let more = report.changed.count - min(limit, report.changed.count)
    return text + (more > 0 ? "  and \(Words.grouped(more)) more; --limit shows more\n" : "")
  }

  private func lines(_ order: ChangedOrder) -> String {
    let known = Words.shortName(order.names, except: order.order).map { " (\($0))" } ?? ""
    var text = "  " + style(order.order, .bold) + known
    text += "\n"
    for effect in order.effects {
      let difference = report.effects[effect].text
      text += Wrapping.paragraph(difference, label: "    ")
    }
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
}
