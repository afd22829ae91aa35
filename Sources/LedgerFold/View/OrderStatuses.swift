public import LedgerRules

/// What one system says of one facet, its entities rolled up.
public struct SystemStatus: Sendable, Hashable {
  public var system: SystemID
  public var facet: FacetID
  public var state: StateID
  /// Index in `OrderState.claims` of the claim that decided.
  public var claim: Int
}

extension OrderState {
  /// Every system's own status, held claims included: systems in order of first mention, then facets.
  public func statuses(by table: FoldTable) -> [SystemStatus] {
    let rules = table.rules.statuses
    return systems.flatMap { record in
      rules.facets.indices.compactMap { index in
        let facet = FacetID(rawValue: UInt8(index))
        return status(ofSystem: record.system, facet, rules).map {
          SystemStatus(
            system: record.system, facet: facet, state: $0.state, claim: $0.claim)
        }
      }
    }
  }

  /// The system in which the order began, as far as is known.
  public func originSystem(by table: FoldTable) -> SystemID? {
    originSystem(table.rules.statuses)
  }

  /// An order-level amount of its origin, by kind; for money shown beside an order.
  public func originAmount(_ kind: AmountKind, by table: FoldTable) -> OrderState.Amount? {
    guard let origin = originSystem(by: table) else { return nil }
    return amounts.first { $0.system == origin && $0.entity == 0 && $0.kind == kind }
  }
}
