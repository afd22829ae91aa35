package import LedgerEngine

/// An order's full event path for people.
package struct TraceText {
  let trace: Trace
  let asOf: AsOf
  let style: Style
  private let order: OrderText

  package init(_ trace: Trace, asOf: AsOf, style: Style) {
    self.trace = trace
    self.asOf = asOf
    self.style = style
    order = OrderText(asOf: asOf, style: style)
  }

  package var text: String {
    var text = order.head(trace.order)
    if !trace.related.isEmpty {
      text += Wrapping.paragraph(
        trace.related.joined(separator: ", "), label: "  shares with  ")
    }
    for join in trace.joins {
      let references = join.parties.map { $0.reference.shortText }
      text += Wrapping.paragraph(
        "\(references.joined(separator: ", ")), by \(join.actor) at \(join.received.rfc3339) "
          + "(position \(join.position)): \(join.reason)", label: "  joined   ")
    }
    text += order.title("Timeline")
    text += timeline
    text += order.systems(trace.order)
    text += order.truth(trace.order)
    text += disagreements("Disagreements", trace.order.disagreements)
    text += disagreements("Closed disagreements", trace.order.closed)
    return text + troubles
  }

  private func disagreements(_ title: String, _ found: [DisagreementReport]) -> String {
    guard !found.isEmpty else { return "" }
    return order.title(title) + DisagreementText(asOf: asOf, style: style).paragraphs(found)
  }

  /// Events in the order in which they were learned.
  private var timeline: String { trace.events.map { lines($0) }.joined() }

  private func head(_ position: String, _ learned: Timestamp, _ channel: String) -> String {
    let fill = String(repeating: " ", count: max(0, 6 - position.count))
    return "  \(fill)\(style(position, .bold))  \(learned.rfc3339)  \(channel)  "
  }

  private func lines(_ event: Trace.Event) -> String {
    var what = event.shape.isEmpty ? "unknown" : event.shape
    if event.isHearsay { what += ", hearsay of \(event.system)" }
    if let hop = event.hop { what += ", hop \(hop)" }
    if event.isShared { what += ", shared with other orders" }
    let tone: Style.Tone? = event.outcome == .accepted ? nil : .yellow
    let outcome = tone.map { style(Words.plain(event.outcome.rawValue), $0) }
    var text =
      head(event.item.description, event.received, event.channel)
      + "\(what)  \(outcome ?? event.outcome.rawValue)\n"
    text += detail("happened", happened(event))
    if let repeats = event.repeats { text += detail("again", TraceText.words(repeats)) }
    for (index, claim) in event.claims.enumerated() {
      let place = claim.file.isEmpty ? "" : "  (\(claim.file):\(claim.line))"
      text += detail(index == 0 ? "says" : "", claim.text + place)
    }
    for (index, change) in event.changes.enumerated() {
      text += detail(index == 0 ? "changes" : "", change)
    }
    if !event.changes.isEmpty, !event.truth.isEmpty {
      text += detail(
        "truth", event.truth.map { "\($0.facet) \($0.state)" }.joined(separator: ", "))
    }
    return text
  }

  private func happened(_ event: Trace.Event) -> String {
    var parts = [event.occurred.map { $0.rfc3339 } ?? "not said when", event.evidence]
    if let scheme = event.authentication {
      parts.append("verified by \(scheme), key \(event.keyFingerprint ?? "unknown")")
    }
    if let other = event.conflictWith { parts.append("conflicts with position \(other)") }
    if let cause = event.causedBy { parts.append("caused by \(cause)") }
    return parts.joined(separator: " · ")
  }

  /// `3 times, from 2026-03-02T10:00:00Z (position 12) to 2026-03-02T11:00:00Z (position 40)`.
  private static func words(_ repeats: Trace.Repeats) -> String {
    func place(_ found: DeliveryRepeat) -> String {
      "\(found.received.rfc3339) (position \(found.position))"
    }
    guard repeats.count > 1 else { return "once, \(place(repeats.first))" }
    return "\(Words.grouped(repeats.count)) times, from \(place(repeats.first)) to "
      + place(repeats.last)
  }

  private func detail(_ label: String, _ text: String) -> String {
    let fill = String(repeating: " ", count: 9 - label.count)
    return Wrapping.paragraph(text, label: "          \(label)\(fill)")
  }

  /// What could not be read or was not a legal move.
  private var troubles: String {
    var text = ""
    for found in trace.order.quarantined {
      text += Wrapping.paragraph(
        "\(found.item): \(found.facet.map { "\($0): " } ?? "")\(Words.plain(found.reason))"
          + (found.fact.isEmpty ? "" : ", \(found.fact) = \(found.value)"), label: "  ")
    }
    if !text.isEmpty { text = order.title("Quarantined") + text }
    var moves = ""
    for move in trace.order.illegal {
      moves += "  \(move.item): \(move.system) \(move.facet) \(move.from ?? "-") → \(move.to)\n"
    }
    if !moves.isEmpty { text += order.title("Moves that the rulebook does not allow") + moves }
    return text
  }
}
