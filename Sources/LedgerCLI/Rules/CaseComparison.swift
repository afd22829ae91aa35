import LedgerEngine

/// Compares what a rulebook makes of an order alone with what it makes of it in the ledger.
struct CaseComparison {
  let alone: OrderReport
  let replayed: NamedOutcome

  init(_ alone: OrderReport, _ replayed: NamedOutcome) {
    self.alone = alone
    self.replayed = replayed
  }

  /// Tells what is alike, and returns sentences about the rest.
  func tell(in then: inout RulebookCase.Then) -> [String] {
    var notes: [String] = []
    for claim in replayed.truth {
      let own = alone.truth.first { $0.facet == claim.facet }?.state
      if own == claim.state {
        then.truth.append((facet: claim.facet, state: claim.state))
      } else {
        notes.append("truth of \(claim.facet) is \(claim.state), and alone \(own ?? "none")")
      }
    }
    for claim in replayed.claims {
      let own = alone.systems.first { $0.name == claim.system }?.facets
        .first { $0.facet == claim.facet }?.state
      if own == claim.state {
        then.systems.append((system: claim.system, facet: claim.facet, state: claim.state))
      } else {
        notes.append(
          "\(claim.facet) of \(claim.system) is \(claim.state), and alone \(own ?? "none")")
      }
    }
    for disagreement in replayed.disagreements {
      let own = alone.disagreements.first { $0.pattern == disagreement.pattern }?.status
      if own == disagreement.status {
        then.disagreements.append((pattern: disagreement.pattern, status: disagreement.status))
      } else {
        notes.append(
          "\(disagreement.pattern) is \(disagreement.status), and alone \(own ?? "none")")
      }
    }
    return notes
  }
}
