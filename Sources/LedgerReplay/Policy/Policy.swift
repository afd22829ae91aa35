public import LedgerCore
public import LedgerRules

/// What a change of the rulebook may do, and what it is meant to do: a file beside the rulebook, by
/// which a rules repository gates in its CI and a promotion decides.
public struct Policy: Sendable {
  public var limits: [Limit] = []
  /// Differences that no order may have.
  public var forbidden: [EffectPattern] = []
  /// Persons beside the first who must approve before the rulebook is promoted.
  public var approvals = 0
  /// Every order's stored state must have been compared with a fold of its history.
  public var requiresFullBaseline = false
  /// What the author means to change; nil where nothing is said of that.
  public var expectation: Expectation?
  /// SHA-256 of the file; nil where there is none.
  public var digest: Hash256?

  public init() {}

  /// The policy, and that all of another one must hold too.
  public func adding(_ other: Policy) -> Policy {
    var sum = self
    sum.limits += other.limits
    sum.forbidden += other.forbidden
    sum.approvals = max(approvals, other.approvals)
    sum.requiresFullBaseline = requiresFullBaseline || other.requiresFullBaseline
    if let more = other.expectation {
      sum.expectation = Expectation((expectation?.patterns ?? []) + more.patterns)
    }
    sum.digest = digest ?? other.digest
    return sum
  }
}

/// The most that may be found of something.
public struct Limit: Sendable, Hashable {
  public enum Measure: Sendable, Hashable {
    /// Changed orders: how many, and of a million.
    case changed, changedShare
    /// Money in the changed orders, in minor units; of each currency that no limit names.
    case money(Currency), otherMoney
    /// Disagreements that open: all but service levels, or of one pattern.
    case opened(pattern: String?)
    /// Service levels that are or were overdue, and had not been: all, or one.
    case breaches(sla: String?)
    /// Claims that cannot be read any more.
    case quarantined
    case notEvaluable
    /// Changed orders that had come to a state which cannot be undone.
    case irreversible
    /// Changed orders with a difference that the expectation does not name.
    case unexpected
    /// Expected differences that no order has.
    case unmet
  }

  public var measure: Measure
  public var max: Int64
  /// Nil where it was given on the command line.
  public var place: SourcePlace?

  public init(_ measure: Measure, max: Int64, place: SourcePlace? = nil) {
    self.measure = measure
    self.max = max
    self.place = place
  }
}

extension Limit.Measure {
  /// As in the file: `opened.checkout_disconnect`.
  public var name: String {
    switch self {
    case .changed: "changed"
    case .changedShare: "changed-share"
    case .money(let currency): "money.\(currency)"
    case .otherMoney: "money.other"
    case .opened(let pattern): pattern.map { "opened.\($0)" } ?? "opened"
    case .breaches(let sla): sla.map { "sla-breaches.\($0)" } ?? "sla-breaches"
    case .quarantined: "quarantined"
    case .notEvaluable: "not-evaluable"
    case .irreversible: "irreversible"
    case .unexpected: "unexpected"
    case .unmet: "unmet"
    }
  }
}
