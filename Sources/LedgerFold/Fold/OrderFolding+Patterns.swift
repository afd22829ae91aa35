import LedgerCore
import LedgerRules

extension OrderFolding {
  /// Opens and closes disagreements by what the order has come to.
  mutating func judgePatterns(learned: Int64) {
    let patterns = table.rulebook.patterns
    let standing = Standing(state: state, rulebook: table.rulebook)
    var isRaised = Array(repeating: false, count: patterns.count)
    var isUpstream = isRaised
    for index in patterns.indices {
      if state.isTest && !table.patternsOfTests[index] { continue }
      if scope == .unlinked && !patterns[index].appliesToUnlinked { continue }
      guard let holding = standing.holds(patterns[index].upstream) else {
        tracks[index].raisedSince = nil
        continue
      }
      isUpstream[index] = true
      tracks[index].upstreamClaim = holding.claim
      isRaised[index] = patterns[index].downstream.map { standing.holds($0) == nil } ?? true
      if !isRaised[index] {
        tracks[index].raisedSince = nil
      } else if tracks[index].raisedSince == nil {
        tracks[index].raisedSince = start(
          max(holding.since, stepOccurred ?? learned), learned: learned)
        tracks[index].pausedTotal = 0
        tracks[index].pausedSince = nil
      }
    }
    expectPresence(standing, learned: learned)
    // Most patterns are neither open nor raised: the whole of one is looked at only where it matters.
    for index in patterns.indices where isUpstream[index] || tracks[index].isOpen {
      let pattern = patterns[index]
      let isExplained = !isOverdue(index, learned) && pattern.unless.contains { isRaised[$0] }
      let isOpen = isRaised[index] && !isExplained
      if isUpstream[index] { pause(index, pattern, standing, learned: learned) }
      if isOpen {
        refresh(index, pattern, standing, learned: learned, isRaised: isRaised)
      } else if tracks[index].isOpen {
        close(
          index, learned: learned, agrees: isUpstream[index] && !isRaised[index],
          isExplained: isExplained)
      }
    }
  }

  /// Whether a disagreement is open and past its deadline: then nothing explains it away any more.
  private func isOverdue(_ index: Int, _ learned: Int64) -> Bool {
    state.open.contains { Int($0.pattern) == index && ($0.pausedSince ?? learned) > $0.due }
  }

  /// Notes in which roles' systems the order is now expected, and by when.
  private mutating func expectPresence(_ standing: Standing, learned: Int64) {
    if state.isTest || scope != .order {
      state.expected = []
      return
    }
    for (index, expectation) in table.rulebook.presence.enumerated() {
      let known = state.expected.firstIndex { Int($0.index) == index }
      guard let holding = standing.holds(expectation.when) else {
        if let known { state.expected.remove(at: known) }
        continue
      }
      guard known == nil else { continue }
      let start = start(max(holding.since, stepOccurred ?? learned), learned: learned)
      let handoff = table.rulebook.handoffs[expectation.handoff]
      let due = handoff.deadlines(start: start, named: nil).due
      state.expected.append(
        OrderState.Expectation(index: UInt16(index), start: start, due: due))
    }
  }

  /// When what the delivery in progress tells happened.
  private var stepOccurred: Int64? {
    lastStep.map { $0.occurred == SpineEntry.none ? $0.received : $0.occurred }.max()
  }

  /// The start of a hand-off: when it happened; where that lies more than five minutes ahead of its
  /// receipt, the sender's clock is wrong, and it starts when it was learned.
  private func start(_ since: Int64, learned: Int64) -> Int64 {
    since > learned + Interval.minutes(5).microseconds ? learned : since
  }

  /// Stops and starts the clock of a hand-off.
  private mutating func pause(
    _ index: Int, _ pattern: Pattern, _ standing: Standing, learned: Int64
  ) {
    guard let condition = table.rulebook.handoffs[pattern.handoff].pause else { return }
    let holds = standing.holds(condition) != nil
    if holds, tracks[index].pausedSince == nil {
      tracks[index].pausedSince = learned
    } else if !holds, let since = tracks[index].pausedSince {
      tracks[index].pausedTotal += learned - since
      tracks[index].pausedSince = nil
    }
  }

  /// Writes an open disagreement as it now is.
  private mutating func refresh(
    _ index: Int, _ pattern: Pattern, _ standing: Standing, learned: Int64, isRaised: [Bool]
  ) {
    let track = tracks[index]
    let handoff = table.rulebook.handoffs[pattern.handoff]
    let named = handoff.deadline.flatMap { standing.amount($0) }
      .flatMap { $0.currency == .instant ? $0.value : nil }
    let start = track.raisedSince ?? learned
    var (due, hard) = handoff.deadlines(start: start, named: named)
    due = due.addingReportingOverflow(track.pausedTotal).partialValue
    hard = hard.addingReportingOverflow(track.pausedTotal).partialValue
    let upstream = track.upstreamClaim.map { state.claims[$0] }
    let downstream = pattern.downstreamOf.flatMap { selector in
      pattern.downstreamFacet.flatMap { standing.status(of: selector, $0) }
    }
    let downstreamSystem =
      downstream.map { state.claims[$0.claim].system }
      ?? pattern.downstreamOf.flatMap { standing.systems($0).last?.system }
    let position = state.open.firstIndex { Int($0.pattern) == index }
    let opened = position.map { state.open[$0] }
    var disagreement = Disagreement(
      pattern: UInt16(index), upstreamSystem: upstream?.system, upstreamFacet: upstream?.facet,
      upstreamState: upstream?.state, upstreamItem: upstream?.item,
      downstreamSystem: downstreamSystem, downstreamState: downstream?.state,
      downstreamItem: downstream.map { state.claims[$0.claim].item }, start: start,
      openedLearned: opened?.openedLearned ?? learned,
      openedItem: opened?.openedItem ?? state.lastItem, due: due, hard: hard,
      pausedSince: track.pausedSince,
      isContradiction: isContradiction(pattern, downstream?.state, standing),
      cause: .undetermined)
    disagreement.cause = cause(of: pattern, disagreement, standing, isRaised: isRaised)
    if let position {
      state.open[position] = disagreement
    } else {
      state.open.append(disagreement)
      tracks[index].isOpen = true
    }
  }

  /// Whether the downstream cannot come to agree by going forward, or is not there at all.
  private func isContradiction(
    _ pattern: Pattern, _ downstream: StateID?, _ standing: Standing
  ) -> Bool {
    guard let selector = pattern.downstreamOf, let facet = pattern.downstreamFacet else {
      return true
    }
    let presence = standing.presence(of: selector).0
    guard presence == .present else { return true }
    // A system that has the order and says nothing of the facet says nothing to the contrary.
    guard let downstream else { return false }
    let ahead = table.rulebook[facet].ahead[Int(downstream.rawValue)]
    return ahead.isDisjoint(with: pattern.downstreamStates)
  }

  /// Ends a disagreement; what was never overdue leaves no trace, nor what another explains away.
  private mutating func close(_ index: Int, learned: Int64, agrees: Bool, isExplained: Bool) {
    tracks[index].isOpen = false
    guard let position = state.open.firstIndex(where: { Int($0.pattern) == index }) else { return }
    var disagreement = state.open.remove(at: position)
    let judged = disagreement.pausedSince ?? learned
    guard judged > disagreement.due, !isExplained else { return }
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
    let pattern = table.rulebook.patterns[Int(disagreement.pattern)]
    if pattern.downstream != nil {
      return agrees && !(disagreement.isContradiction && disagreement.downstreamState != nil)
    }
    // Amounts that were to agree: the side to blame has spoken, and had not been told otherwise.
    guard pattern.comparedAmounts != nil else { return false }
    let isItsDoing = lastStep.contains { entry in
      let row = table.row(code: entry.code, at: entry.received)
      return !row.isHearsay && isDownstream(row.system, row.role, disagreement)
    }
    return isItsDoing
      && [.missingEvent, .missingToLedger, .editNotPropagated, .lostAtConnector, .duplicate]
        .contains(disagreement.cause)
  }

  private func isDownstream(
    _ system: SystemID, _ role: Role, _ disagreement: Disagreement
  ) -> Bool {
    let pattern = table.rulebook.patterns[Int(disagreement.pattern)]
    if case .role(let wanted)? = pattern.downstreamOf { return wanted == role }
    return disagreement.downstreamSystem == system
  }

  /// Why something came late: the ledger was told late, or was not told at all of what the connector
  /// had passed on in time, or it simply happened late.
  private func causeOfLateness(_ disagreement: Disagreement) -> Cause {
    if wasLearnedLate(disagreement) { return .missingToLedger }
    let pattern = table.rulebook.patterns[Int(disagreement.pattern)]
    if pattern.expectsPresence, impliesEarlierClaims { return .missingToLedger }
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
          return table.rulebook.prerequisites.contains {
            $0.facet == claim.facet && $0.states.contains(claim.state)
          }
        }
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
