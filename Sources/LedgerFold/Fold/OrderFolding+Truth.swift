import LedgerCore
import LedgerRules

extension OrderFolding {
  /// Resolves truth by authority where the step may have changed it: per facet the first authority
  /// with a claim that is not held.
  mutating func resolveTruth() {
    let rules = table.rules
    for index in rules.truth.indices where rules.truth[index].aspects.intersects(touched) {
      let facet = FacetID(rawValue: UInt8(index))
      let place = state.truth.firstIndex { $0.facet >= facet } ?? state.truth.endIndex
      let isKnown = place < state.truth.endIndex && state.truth[place].facet == facet
      switch (truth(of: facet, rules), isKnown) {
      case (let truth?, true): state.truth[place] = truth
      case (let truth?, false): state.truth.insert(truth, at: place)
      case (nil, true): state.truth.remove(at: place)
      case (nil, false): break
      }
    }
  }

  private func truth(of facet: FacetID, _ rules: FoldRules) -> OrderState.Truth? {
    let authorities = rules.truth[Int(facet.rawValue)].authorities
    for step in authorities.indices
    where state.traits.isSuperset(of: authorities[step].traits) {
      guard
        let status = state.status(
          of: authorities[step].of, facet, rules.statuses, countsHeld: false)
      else { continue }
      let claim = state.claims[status.claim]
      return OrderState.Truth(
        facet: facet, state: status.state, system: claim.system, item: claim.item,
        rule: claim.rule, skipped: step)
    }
    return nil
  }
}
