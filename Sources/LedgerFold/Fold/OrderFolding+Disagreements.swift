import LedgerCore
import LedgerRules

/// What there is to say of a disagreement, looked for when it matters.
extension OrderFolding {
  /// Before a delivery is taken in, writes what is overdue by then as it stands: if the delivery ends it,
  /// that is what has ended. What is never overdue leaves no trace, and need not be written.
  mutating func writeOverdue(learned: Int64) {
    overdue = BitSet()
    guard !open.isEmpty else { return }
    open.forEach { index in
      guard tracks[index].pausedWhenJudged ?? learned > tracks[index].due else { return }
      overdue.insert(index)
      let written = disagreement(index)
      if let known = standing.firstIndex(where: { Int($0.pattern) == index }) {
        standing[known] = written
      } else {
        standing.append(written)
      }
    }
  }

  /// What is open, as it stands.
  mutating func writeOpen() {
    state.open.removeAll(keepingCapacity: true)
    open.forEach { state.open.append(disagreement($0)) }
  }

  private func disagreement(_ index: Int) -> Disagreement {
    let upstream = tracks[index].upstreamClaim.map { state.claims[$0] }
    let downstream = downstreamStatus(index)
    var disagreement = Disagreement(
      pattern: UInt16(index), upstreamSystem: upstream?.system, upstreamFacet: upstream?.facet,
      upstreamState: upstream?.state, upstreamItem: upstream?.item,
      downstreamSystem: downstream.map { state.claims[$0.claim].system }
        ?? lastSystem(rules.patterns[index].downstreamOf),
      downstreamState: downstream?.state,
      downstreamItem: downstream.map { state.claims[$0.claim].item }, start: tracks[index].start,
      openedLearned: tracks[index].openedLearned, openedItem: tracks[index].openedItem,
      due: tracks[index].due, hard: tracks[index].hard,
      pausedSince: tracks[index].pausedWhenJudged,
      isContradiction: isContradiction(index, downstream?.state), cause: .undetermined)
    disagreement.cause = cause(of: index, disagreement)
    return disagreement
  }

  private func downstreamStatus(_ index: Int) -> OrderState.Status? {
    guard let selector = rules.patterns[index].downstreamOf,
      let facet = rules.patterns[index].downstreamFacet
    else { return nil }
    return state.status(of: selector, facet, rules.statuses)
  }

  /// The last of the systems that a selector means.
  private func lastSystem(_ selector: Selector?) -> SystemID? {
    guard let selector else { return nil }
    let statuses = rules.statuses
    let origin = state.origin(for: selector, statuses)
    for index in state.systems.indices.reversed()
    where state.means(selector, state.systems[index].system, origin: origin, statuses) {
      return state.systems[index].system
    }
    return nil
  }

  /// Whether the downstream cannot come to agree by going forward, or is not there at all.
  private func isContradiction(_ index: Int, _ downstream: StateID?) -> Bool {
    guard let selector = rules.patterns[index].downstreamOf,
      let facet = rules.patterns[index].downstreamFacet
    else { return true }
    guard state.presence(of: selector, rules.statuses).0 == .present else { return true }
    // A system that has the order and says nothing of the facet says nothing to the contrary.
    guard let downstream else { return false }
    return rules.ahead(of: downstream, facet).isDisjoint(
      with: rules.patterns[index].downstreamStates)
  }

  /// Ends a disagreement; what was never overdue leaves no trace, nor what another explains away.
  mutating func close(_ index: Int, learned: Int64, agrees: Bool, isExplained: Bool) {
    open.remove(index)
    guard overdue.contains(index), !isExplained,
      var disagreement = standing.first(where: { Int($0.pattern) == index })
    else { return }
    let judged = disagreement.pausedSince ?? learned
    let isLate = hasComeRight(disagreement, agrees: agrees)
    if isLate { disagreement.cause = causeOfLateness(disagreement) }
    state.closed.append(
      ClosedDisagreement(
        disagreement: disagreement,
        wasMismatch: disagreement.isContradiction || judged >= disagreement.hard,
        closedLearned: learned, closedItem: state.lastItem,
        closing: isLate ? .lateButCorrect : .corrected))
  }

  /// Whether the downstream did what was expected, late: what was absent or behind has come after all,
  /// while what claimed the contrary had to be corrected.
  private func hasComeRight(_ disagreement: Disagreement, agrees: Bool) -> Bool {
    let index = Int(disagreement.pattern)
    if rules.patterns[index].hasDownstream {
      return agrees && !(disagreement.isContradiction && disagreement.downstreamState != nil)
    }
    // Amounts that were to agree: the side to blame has spoken, and had not been told otherwise.
    guard !rules.patterns[index].comparisons.isEmpty else { return false }
    let isItsDoing = lastStep.contains { entry in
      let row = table.row(code: entry.code, at: entry.received)
      return !row.isHearsay && isDownstream(row.system, row.role, disagreement)
    }
    guard isItsDoing else { return false }
    return wasLearnedLate(disagreement)
      || [.missingEvent, .missingToLedger, .editNotPropagated, .lostAtConnector, .duplicate]
        .contains(disagreement.cause)
  }

  private func isDownstream(
    _ system: SystemID, _ role: Role, _ disagreement: Disagreement
  ) -> Bool {
    if let wanted = rules.patterns[Int(disagreement.pattern)].downstreamRole {
      return wanted == role
    }
    return disagreement.downstreamSystem == system
  }

  /// Why something came late: the ledger was told late, or was not told at all of what the connector
  /// had passed on in time, or it simply happened late.
  private func causeOfLateness(_ disagreement: Disagreement) -> Cause {
    if wasLearnedLate(disagreement) { return .missingToLedger }
    if rules.patterns[Int(disagreement.pattern)].expectsPresence, impliesEarlierClaims {
      return .missingToLedger
    }
    let isExplained: [Cause] = [.lostAtConnector, .undetermined, .missingEvent, .duplicate]
    return isExplained.contains(disagreement.cause) ? .missingEvent : disagreement.cause
  }

  /// Whether the delivery in progress tells what cannot be a system's first word about an order: a claim
  /// that has a prerequisite.
  private var impliesEarlierClaims: Bool {
    lastStep.contains { entry in
      let row = table.row(code: entry.code, at: entry.received)
      return !row.isHearsay
        && row.claims.contains { index in
          let claim = table.claims[Int(index)]
          return hasPrerequisite(claim.facet, claim.state)
        }
    }
  }

  private func hasPrerequisite(_ facet: FacetID, _ state: StateID) -> Bool {
    return rules.prerequisites.indices.contains {
      rules.prerequisites[$0].facet == facet && rules.prerequisites[$0].states.contains(state)
    }
  }

  /// Whether the downstream had agreed before the deadline, and the ledger was told only later.
  private func wasLearnedLate(_ disagreement: Disagreement) -> Bool {
    let agreed = lastStep.filter { entry in
      let row = table.row(code: entry.code, at: entry.received)
      return !row.isHearsay && entry.occurred != SpineEntry.none
        && (disagreement.downstreamSystem.map { $0 == row.system } ?? true)
    }
    return !agreed.isEmpty && agreed.allSatisfy { $0.occurred <= disagreement.due }
  }
}
