public import LedgerCore
import LedgerFold
import LedgerRules

/// What one rulebook makes of one order, in names: for showing.
public struct NamedOutcome: Sendable, Hashable {
  public struct Disagreement: Sendable, Hashable {
    public var pattern: String
    /// `delay`, `mismatch`, `unobservable`, or `in_flight`.
    public var status: String
    public var cause: String
    public var due: Timestamp
  }

  public struct Claim: Sendable, Hashable {
    public var system: String
    public var facet: String
    public var state: String
  }

  /// Each facet once, with the system whose claim decides.
  public var truth: [Claim]
  /// What each system says of itself.
  public var claims: [Claim]
  public var disagreements: [Disagreement]
  /// Such as `unknown_value financial_status = foo`.
  public var quarantined: [String]
  public var held: [Claim]
}

extension ReplayReport {
  public func named(_ outcome: OrderOutcome) -> NamedOutcome { vocabulary.named(outcome) }
}

extension Vocabulary {
  func named(_ outcome: OrderOutcome) -> NamedOutcome {
    func claim(_ claimed: OrderOutcome.Claimed) -> NamedOutcome.Claim {
      NamedOutcome.Claim(
        system: systems[claimed.system], facet: facets[claimed.facet],
        state: states[claimed.state])
    }
    return NamedOutcome(
      truth: outcome.truth.map(claim), claims: outcome.claims.map(claim),
      disagreements: outcome.standing.map {
        NamedOutcome.Disagreement(
          pattern: patterns[$0.pattern], status: $0.status.name, cause: $0.cause.name,
          due: Timestamp(rawValue: $0.due))
      },
      quarantined: outcome.unread.map {
        $0.value.isEmpty ? "\($0.reason) \($0.fact)" : "\($0.reason) \($0.fact) = \($0.value)"
      }, held: outcome.held.map(claim))
  }
}
