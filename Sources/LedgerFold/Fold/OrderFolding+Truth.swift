import LedgerCore
import LedgerRules

extension OrderFolding {
  /// Resolves truth by authority: per facet the first authority with a claim that is not held.
  mutating func resolveTruth() {
    state.truth.removeAll(keepingCapacity: true)
    let standing = Standing(state: state, rulebook: table.rulebook, countsHeld: false)
    for (index, authorities) in table.rulebook.authority.enumerated() {
      let facet = FacetID(rawValue: UInt8(index))
      if let truth = truth(of: facet, authorities, standing) { state.truth.append(truth) }
    }
  }

  private func truth(
    of facet: FacetID, _ authorities: [Authority], _ standing: Standing
  ) -> OrderState.Truth? {
    for (step, authority) in authorities.enumerated()
    where state.traits.isSuperset(of: authority.traits) {
      guard let status = standing.status(of: authority.of, facet) else { continue }
      let claim = state.claims[status.claim]
      return OrderState.Truth(
        facet: facet, state: status.state, system: claim.system, item: claim.item,
        rule: claim.rule, skipped: step)
    }
    return nil
  }
}
