public import LedgerRules

extension Condition {
  /// Whether a pattern with this trigger is about test orders.
  var asksForTests: Bool {
    switch self {
    case .test: true
    case .all(let parts), .any(let parts): parts.contains { $0.asksForTests }
    default: false
    }
  }

  /// Whose several entities the condition asks for, where it does.
  public var severalOf: Selector? {
    switch self {
    case .several(let selector, _, _, _, _): selector
    case .all(let parts), .any(let parts): parts.lazy.compactMap(\.severalOf).first
    default: nil
    }
  }

  /// Two amounts that a condition compares.
  struct ComparedAmounts: Sendable {
    var left: AmountReference
    var right: AmountReference
    var isLines: Bool
  }

  /// Every comparison in the condition.
  var comparedAmounts: [ComparedAmounts] {
    switch self {
    case .amounts(let left, _, let right):
      [ComparedAmounts(left: left, right: right, isLines: false)]
    case .lines(let left, _, let right):
      [ComparedAmounts(left: left, right: right, isLines: true)]
    case .not(let part): part.comparedAmounts
    case .all(let parts), .any(let parts): parts.flatMap(\.comparedAmounts)
    default: []
    }
  }
}

extension Pattern {
  /// The amounts that are to agree: those that the downstream is to match, or whose difference is
  /// itself the contradiction.
  var comparedAmounts: [Condition.ComparedAmounts] { (downstream ?? upstream).comparedAmounts }

  /// Whether it is about amounts that are to agree.
  public var comparesAmounts: Bool { !comparedAmounts.isEmpty }

  /// Whether all that is expected is that the downstream has the order at all.
  var expectsPresence: Bool {
    if case .presence? = downstream { true } else { false }
  }
}
