import LedgerCore
import LedgerRules

extension OrderFolding {
  /// Opens and closes disagreements by what the order has come to. A pattern is asked anew where
  /// the step has touched what it looks at; what is open is looked at in every step.
  mutating func judgePatterns(learned: Int64) {
    let rules = table.rules
    for index in rules.patterns.indices where rules.patterns[index].aspects.intersects(touched) {
      ask(index, rules, learned: learned)
    }
    expectPresence(rules, learned: learned)
    for index in rules.patterns.indices where tracks[index].isUpstream || tracks[index].isOpen {
      let isExplained = !isOverdue(index, learned) && isExplained(rules.patterns[index], rules)
      if tracks[index].isUpstream { pause(index, rules, learned: learned) }
      if tracks[index].isRaised && !isExplained {
        refresh(index, rules, learned: learned)
      } else if tracks[index].isOpen {
        close(
          index, learned: learned,
          agrees: tracks[index].isUpstream && !tracks[index].isRaised, isExplained: isExplained)
      }
    }
  }

  /// Whether a pattern's upstream holds, and its downstream does not.
  private mutating func ask(_ index: Int, _ rules: FoldRules, learned: Int64) {
    let pattern = rules.patterns[index]
    if state.isTest && !pattern.isOfTests { return settle(index) }
    if scope == .unlinked && !pattern.appliesToUnlinked { return settle(index) }
    guard let holding = state.holds(pattern.upstream, rules) else { return settle(index) }
    tracks[index].isUpstream = true
    tracks[index].upstreamClaim = holding.claim
    tracks[index].isRaised = pattern.downstream.map { state.holds($0, rules) == nil } ?? true
    if !tracks[index].isRaised {
      tracks[index].raisedSince = nil
    } else if tracks[index].raisedSince == nil {
      let since = max(holding.since, stepOccurred ?? learned, amountsSince(pattern, rules))
      tracks[index].raisedSince = start(since, learned: learned)
      tracks[index].pausedTotal = 0
      tracks[index].pausedSince = nil
    }
  }

  /// Notes that a pattern's upstream does not hold.
  private mutating func settle(_ index: Int) {
    tracks[index].isUpstream = false
    tracks[index].isRaised = false
    tracks[index].raisedSince = nil
  }

  private func isExplained(_ pattern: FoldRules.PatternRules, _ rules: FoldRules) -> Bool {
    for index in pattern.unless where tracks[rules.explanations[index]].isRaised { return true }
    return false
  }

  /// Whether a disagreement is open and past its deadline: then nothing explains it away any more.
  private func isOverdue(_ index: Int, _ learned: Int64) -> Bool {
    for open in state.open where Int(open.pattern) == index {
      return (open.pausedSince ?? learned) > open.due
    }
    return false
  }

  /// Notes in which roles' systems the order is now expected, and by when.
  private mutating func expectPresence(_ rules: FoldRules, learned: Int64) {
    if state.isTest || scope != .order {
      state.expected = []
      return
    }
    for index in rules.expectations.indices
    where rules.expectations[index].aspects.intersects(touched) {
      let known = state.expected.firstIndex { Int($0.index) == index }
      guard let holding = state.holds(rules.expectations[index].when, rules) else {
        if let known { state.expected.remove(at: known) }
        continue
      }
      guard known == nil else { continue }
      let start = start(max(holding.since, stepOccurred ?? learned), learned: learned)
      let due = rules.deadlines(rules.expectations[index].handoff, start: start, named: nil).due
      state.expected.append(
        OrderState.Expectation(index: UInt16(index), start: start, due: due))
    }
  }

  /// When what the delivery in progress tells happened.
  private var stepOccurred: Int64? {
    var latest: Int64?
    for entry in lastStep {
      latest = max(
        latest ?? .min, entry.occurred == SpineEntry.none ? entry.received : entry.occurred)
    }
    return latest
  }

  /// Since when the amounts that a pattern compares are what they are: of two systems that
  /// disagree, the one that changed last began it, whichever was heard first.
  private func amountsSince(_ pattern: FoldRules.PatternRules, _ rules: FoldRules) -> Int64 {
    var latest = Int64.min
    for index in pattern.comparisons {
      let compared = rules.comparisons[index]
      for reference in [compared.left, compared.right] {
        let origin = state.origin(for: reference.of, rules.statuses)
        for (index, amount) in state.amounts.enumerated()
        where amount.kind == reference.kind
          && state.means(reference.of, amount.system, origin: origin, rules.statuses)
        {
          latest = max(latest, amountTimes[index].since)
        }
      }
    }
    return latest
  }

  /// The start of a hand-off: when it happened; where that lies more than five minutes ahead of its
  /// receipt, the sender's clock is wrong, and it starts when it was learned.
  private func start(_ since: Int64, learned: Int64) -> Int64 {
    since > learned + Interval.minutes(5).microseconds ? learned : since
  }

  /// Stops and starts the clock of a hand-off.
  private mutating func pause(_ index: Int, _ rules: FoldRules, learned: Int64) {
    let pattern = rules.patterns[index]
    guard let condition = pattern.pause,
      pattern.pauseAspects.intersects(touched) || pattern.aspects.intersects(touched)
    else { return }
    let holds = state.holds(condition, rules) != nil
    if holds, tracks[index].pausedSince == nil {
      tracks[index].pausedSince = learned
    } else if !holds, let since = tracks[index].pausedSince {
      tracks[index].pausedTotal += learned - since
      tracks[index].pausedSince = nil
    }
  }

  /// Writes an open disagreement as it now is.
  private mutating func refresh(_ index: Int, _ rules: FoldRules, learned: Int64) {
    let pattern = rules.patterns[index]
    let track = tracks[index]
    let named = rules.deadlines[pattern.handoff].flatMap { state.amount($0, rules.statuses) }
      .flatMap { $0.currency == .instant ? $0.value : nil }
    let start = track.raisedSince ?? learned
    var (due, hard) = rules.deadlines(pattern.handoff, start: start, named: named)
    due = due.addingReportingOverflow(track.pausedTotal).partialValue
    hard = hard.addingReportingOverflow(track.pausedTotal).partialValue
    let upstream = track.upstreamClaim.map { state.claims[$0] }
    let downstream = downstreamStatus(pattern, rules)
    let position = state.open.firstIndex { Int($0.pattern) == index }
    var disagreement = Disagreement(
      pattern: UInt16(index), upstreamSystem: upstream?.system, upstreamFacet: upstream?.facet,
      upstreamState: upstream?.state, upstreamItem: upstream?.item,
      downstreamSystem: downstream.map { state.claims[$0.claim].system }
        ?? lastSystem(pattern.downstreamOf, rules),
      downstreamState: downstream?.state,
      downstreamItem: downstream.map { state.claims[$0.claim].item }, start: start,
      openedLearned: position.map { state.open[$0].openedLearned } ?? learned,
      openedItem: position.map { state.open[$0].openedItem } ?? state.lastItem, due: due,
      hard: hard, pausedSince: track.pausedSince,
      isContradiction: isContradiction(pattern, downstream?.state, rules),
      cause: .undetermined)
    disagreement.cause = cause(of: pattern, disagreement, rules)
    if let position {
      state.open[position] = disagreement
    } else {
      state.open.append(disagreement)
      tracks[index].isOpen = true
    }
  }

  private func downstreamStatus(
    _ pattern: FoldRules.PatternRules, _ rules: FoldRules
  ) -> OrderState.Status? {
    guard let selector = pattern.downstreamOf, let facet = pattern.downstreamFacet else {
      return nil
    }
    return state.status(of: selector, facet, rules.statuses)
  }

  /// The last of the systems that a selector means.
  private func lastSystem(_ selector: Selector?, _ rules: FoldRules) -> SystemID? {
    guard let selector else { return nil }
    let origin = state.origin(for: selector, rules.statuses)
    for index in state.systems.indices.reversed()
    where state.means(selector, state.systems[index].system, origin: origin, rules.statuses) {
      return state.systems[index].system
    }
    return nil
  }

  /// Whether the downstream cannot come to agree by going forward, or is not there at all.
  private func isContradiction(
    _ pattern: FoldRules.PatternRules, _ downstream: StateID?, _ rules: FoldRules
  ) -> Bool {
    guard let selector = pattern.downstreamOf, let facet = pattern.downstreamFacet else {
      return true
    }
    guard state.presence(of: selector, rules.statuses).0 == .present else { return true }
    // A system that has the order and says nothing of the facet says nothing to the contrary.
    guard let downstream else { return false }
    return rules.ahead(of: downstream, facet).isDisjoint(with: pattern.downstreamStates)
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

  /// Whether the downstream did what was expected, late: what was absent or behind has come after
  /// all, while what claimed the contrary had to be corrected.
  private func hasComeRight(_ disagreement: Disagreement, agrees: Bool) -> Bool {
    let pattern = table.rules.patterns[Int(disagreement.pattern)]
    if pattern.hasDownstream {
      return agrees && !(disagreement.isContradiction && disagreement.downstreamState != nil)
    }
    // Amounts that were to agree: the side to blame has spoken, and had not been told otherwise.
    guard !pattern.comparisons.isEmpty else { return false }
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
    if let wanted = table.rules.patterns[Int(disagreement.pattern)].downstreamRole {
      return wanted == role
    }
    return disagreement.downstreamSystem == system
  }

  /// Why something came late: the ledger was told late, or was not told at all of what the
  /// connector had passed on in time, or it simply happened late.
  private func causeOfLateness(_ disagreement: Disagreement) -> Cause {
    if wasLearnedLate(disagreement) { return .missingToLedger }
    let pattern = table.rules.patterns[Int(disagreement.pattern)]
    if pattern.expectsPresence, impliesEarlierClaims { return .missingToLedger }
    let isExplained: [Cause] = [.lostAtConnector, .undetermined, .missingEvent, .duplicate]
    return isExplained.contains(disagreement.cause) ? .missingEvent : disagreement.cause
  }

  /// Whether the delivery in progress tells what cannot be a system's first word about an order: a
  /// claim that has a prerequisite.
  private var impliesEarlierClaims: Bool {
    lastStep.contains { entry in
      let row = table.row(code: entry.code, at: entry.received)
      return !row.isHearsay
        && row.claims.contains { index in
          let claim = table.claims[Int(index)]
          return table.rules.prerequisites.contains {
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
