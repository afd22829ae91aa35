public import LedgerCore

/// One changed order, side by side.
public struct SampleView: Sendable {
  /// What is told of it on either side; `believed` of a three-way replay alone.
  public struct Row: Sendable, Hashable {
    public var what: String
    public var before: String
    public var after: String
    public var believed: String?
    public var tone: ReportSection.Tone
  }

  public let order: ChangedOrder
  public let rows: [Row]
  /// Events that follow from the first at which the two sides part, and what differs from then on.
  public let consequences: [(item: ItemID, received: Timestamp, texts: [String])]

  public init(_ order: ChangedOrder, in report: ReplayReport) {
    self.order = order
    let believed = order.believed.map { report.named($0) }
    rows = order.effects.map { index in
      let effect = report.effects[index]
      let sides = effect.sides
      return Row(
        what: sides.what, before: sides.before, after: sides.after,
        believed: believed.map { effect.state(in: $0) }, tone: effect.tone)
    }
    consequences = order.consequences.map { consequence in
      (
        item: consequence.item, received: consequence.received,
        texts: consequence.effects.map { report.effects[$0].text }
      )
    }
  }

  /// What people call it: an order number with its `#`, else the first that is more than digits.
  public var name: String {
    let names = order.names.filter { $0 != order.order }
    return names.first { $0.hasPrefix("#") }
      ?? names.first { $0.contains { !$0.isASCII || !$0.isNumber } } ?? names.first
      ?? order.order
  }
}

extension Effect {
  /// What an outcome says of the same thing, as far as it is one that outcomes name.
  fileprivate func state(in outcome: NamedOutcome) -> String {
    let found: String? =
      switch kind {
      case .truth: outcome.truth.first { $0.facet == subject }?.state
      case .claim: outcome.claims.first { $0.system == of && $0.facet == subject }?.state
      case .opened, .closed, .rejudged:
        outcome.disagreements.first { $0.pattern == subject }.map { "\($0.status), \($0.cause)" }
      case .held, .unheld: outcome.held.first { $0.system == of && $0.facet == subject }?.state
      default: ""
      }
    return found ?? "–"
  }
}
