import LedgerCore
import LedgerRules

extension OrderFolding {
  /// Resolves truth by authority where the step may have changed it: per facet the first authority with
  /// a claim that is not held.
  mutating func resolveTruth() {
    var asked = rules.truthWatchers.watching(touched)
    asked.formIntersection(rules.resolved)
    asked.forEach { index in resolve(FacetID(rawValue: UInt8(truncatingIfNeeded: index))) }
  }

  private mutating func resolve(_ facet: FacetID) {
    let place = state.truth.firstIndex { $0.facet >= facet } ?? state.truth.endIndex
    let isKnown = place < state.truth.endIndex && state.truth[place].facet == facet
    switch (truth(of: facet), isKnown) {
    case (let truth?, true):
      guard state.truth[place] != truth else { return }
      state.truth[place] = truth
    case (let truth?, false): state.truth.insert(truth, at: place)
    case (nil, true): state.truth.remove(at: place)
    case (nil, false): return
    }
    touched.insert(truthOf: facet)
  }

  private mutating func truth(of facet: FacetID) -> OrderState.Truth? {
    let steps = rules.truth[Int(facet.rawValue)]
    for step in steps where state.traits.isSuperset(of: rules.authorities[step].traits) {
      let answer = answer(rules.authorities[step].question)
      guard answer.claim >= 0 else { continue }
      let claim = Int(answer.claim)
      return OrderState.Truth(
        facet: facet, state: answer.state, system: state.claims[claim].system,
        item: state.claims[claim].item, rule: state.claims[claim].rule,
        skipped: step - steps.lowerBound)
    }
    return nil
  }
}
