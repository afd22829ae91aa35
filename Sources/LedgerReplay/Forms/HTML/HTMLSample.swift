import LedgerCore

/// One changed order: former and revised rulebook to the sides of a lane of its events.
struct HTMLSample {
  private let sample: SampleView
  private let report: ReplayReport

  private static let eventsMax = 12

  init(_ order: ChangedOrder, in report: ReplayReport) {
    sample = SampleView(order, in: report)
    self.report = report
  }

  var html: String {
    "<article class=\"card sample\">" + title + lane + outcome + "</article>"
  }

  private var title: String {
    let order = sample.order
    var facts = [HTMLText.escaped(order.channel)]
    if let money = order.money { facts.append(HTMLText.money(money)) }
    var html =
      "<h3>\(HTMLText.breaking(sample.name)) <small>\(facts.joined(separator: " · "))</small></h3>"
    if sample.name != order.order {
      html += "<p class=\"id\">\(HTMLText.escaped(order.order))</p>"
    }
    guard !order.irreversible.isEmpty else { return html }
    let states = order.irreversible.map {
      "<span class=\"chip warn\">\(HTMLText.words($0))</span>"
    }
    return html + "<p class=\"id\">not to be undone: \(states.joined(separator: " "))</p>"
  }

  private var lane: String {
    guard let found = sample.order.divergence else { return "" }
    var html =
      "<ol class=\"lane\"><li class=\"heading\"><span>former rulebook</span><span></span>"
      + "<span>revised rulebook</span></li>"
    html += event(
      found.item, found.received, "\(found.channelKind) \(found.shape)",
      found.isReading ? "is read differently" : "is weighed differently", isFirst: true,
      [(side(found.before), side(found.after))])
    for consequence in sample.order.consequences.prefix(HTMLSample.eventsMax) {
      html += event(
        consequence.item, consequence.received, "", "follows from it", isFirst: false,
        consequence.effects.map { sides(of: report.effects[$0]) })
    }
    let more = sample.consequences.count - HTMLSample.eventsMax
    if more > 0 {
      html += "<li class=\"more\">and \(ReportText.count(more, "later event"))</li>"
    }
    return html + "</ol>"
  }

  private func side(_ side: Divergence.Side) -> String {
    "<b>\(HTMLText.breaking(side.reading))</b>"
      + (side.rule.isEmpty ? "" : "<br/><small>\(HTMLText.breaking(side.rule))</small>")
      + (side.place.isEmpty ? "" : "<br/><small>\(HTMLText.breaking(side.place))</small>")
  }

  private func sides(of effect: Effect) -> (before: String, after: String) {
    let sides = effect.sides
    let what = "<small>\(HTMLText.words(sides.what))</small> "
    return (what + HTMLText.words(sides.before), what + HTMLText.words(sides.after))
  }

  /// The event in the middle; what either side makes of it row by row.
  private func event(
    _ item: ItemID, _ received: Timestamp, _ shape: String, _ verb: String, isFirst: Bool,
    _ rows: [(before: String, after: String)]
  ) -> String {
    let time = received.rfc3339
    // The event is higher than what is told of it, or lower: the last row takes the rest.
    var html =
      "<li class=\"\(isFirst ? "first" : "then")\" "
      + "style=\"grid-template-rows:0 repeat(\(rows.count),auto) 1fr\">"
      + "<div class=\"stop\" style=\"--rows:\(rows.count + 2)\">"
      + "<time>\(HTMLText.escaped(String(time.prefix(10)))) <br/>"
      + "\(HTMLText.escaped(String(time.dropFirst(11))))</time>"
      + (shape.isEmpty ? "" : "<span>\(HTMLText.words(shape))</span>")
      + "<span class=\"muted\">position \(item)</span><em>\(verb)</em></div>"
    for (index, row) in rows.enumerated() {
      html +=
        "<p class=\"before\" style=\"grid-row:\(index + 2)\">\(row.before)</p>"
        + "<p class=\"after\" style=\"grid-row:\(index + 2)\">\(row.after)</p>"
    }
    return html + "</li>"
  }

  private var outcome: String {
    let isThreeWay = report.scope.believedAsOf != nil
    var html =
      "<table class=\"outcome\"><thead><tr><th>in the end</th><th>before</th><th>after</th>"
      + (isThreeWay ? "<th>believed then</th>" : "") + "</tr></thead><tbody>"
    for row in sample.rows {
      html +=
        "<tr><td>\(HTMLText.words(row.what))</td><td>\(HTMLText.words(row.before))</td>"
        + HTMLText.tag(
          "td", row.tone == .plain ? "" : row.tone.rawValue, HTMLText.words(row.after))
        + (isThreeWay ? "<td>\(HTMLText.words(row.believed ?? ""))</td>" : "") + "</tr>"
    }
    return html + "</tbody></table>"
  }
}
