import LedgerCore
import LedgerRules

extension OrderFolding {
  /// Opens and closes disagreements by what the order has come to. A pattern is asked anew where the step
  /// has touched what it looks at; what is open is looked at in every step.
  mutating func judgePatterns(learned: Int64) {
    var asked = rules.patternWatchers.watching(touched)
    asked.formIntersection(rules.judged)
    asked.forEach { ask($0, learned: learned) }
    if rules.expects { expectPresence(learned: learned) }
    upstream.union(open).forEach { index in
      let isExplained = !overdue.contains(index) && isExplained(index)
      if upstream.contains(index) { pause(index, asked.contains(index), learned: learned) }
      if raised.contains(index) && !isExplained {
        refresh(index, learned: learned)
      } else if open.contains(index) {
        close(
          index, learned: learned, agrees: upstream.contains(index) && !raised.contains(index),
          isExplained: isExplained)
      }
    }
  }

  /// Whether a pattern's upstream holds, and its downstream does not.
  private mutating func ask(_ index: Int, learned: Int64) {
    if state.isTest && !rules.patterns[index].isOfTests { return settle(index) }
    if scope == .unlinked && !rules.patterns[index].appliesToUnlinked { return settle(index) }
    guard let holding = holds(rules.patterns[index].upstream) else { return settle(index) }
    upstream.insert(index)
    tracks[index].upstreamClaim = holding.claim
    if let downstream = rules.patterns[index].downstream, holds(downstream) != nil {
      raised.remove(index)
      tracks[index].raisedSince = nil
      return
    }
    raised.insert(index)
    if tracks[index].raisedSince == nil {
      let since = max(holding.since, stepOccurred ?? learned, amountsSince(index))
      tracks[index].raisedSince = start(since, learned: learned)
      tracks[index].pausedTotal = 0
      tracks[index].pausedSince = nil
    }
  }

  /// Notes that a pattern's upstream does not hold.
  private mutating func settle(_ index: Int) {
    guard upstream.contains(index) else { return }
    upstream.remove(index)
    raised.remove(index)
    tracks[index].raisedSince = nil
  }

  private func isExplained(_ index: Int) -> Bool {
    for explanation in rules.patterns[index].unless
    where raised.contains(rules.explanations[explanation]) {
      return true
    }
    return false
  }

  /// Notes in which roles' systems the order is now expected, and by when.
  private mutating func expectPresence(learned: Int64) {
    if state.isTest || scope != .order {
      if !state.expected.isEmpty { state.expected = [] }
      return
    }
    for index in rules.expectations.indices
    where rules.expectations[index].aspects.intersects(touched) {
      let known = state.expected.firstIndex { Int($0.index) == index }
      guard let holding = holds(rules.expectations[index].when) else {
        if let known { state.expected.remove(at: known) }
        continue
      }
      guard known == nil else { continue }
      let start = start(max(holding.since, stepOccurred ?? learned), learned: learned)
      let due = deadlines(rules.expectations[index].handoff, start: start, named: nil).due
      state.expected.append(
        OrderState.Expectation(index: UInt16(index), start: start, due: due))
    }
  }

  /// When what the delivery in progress tells happened.
  private var stepOccurred: Int64? {
    var latest: Int64?
    for index in lastStep.indices {
      let occurred = lastStep[index].occurred
      latest = max(
        latest ?? .min, occurred == SpineEntry.none ? lastStep[index].received : occurred)
    }
    return latest
  }

  /// Since when the amounts that a pattern compares are what they are: of two systems that disagree, the
  /// one that changed last began it, whichever was heard first.
  private func amountsSince(_ pattern: Int) -> Int64 {
    var latest = Int64.min
    for index in rules.patterns[pattern].comparisons {
      let compared = rules.comparisons[index]
      latest = max(latest, amountsSince(compared.left), amountsSince(compared.right))
    }
    return latest
  }

  private func amountsSince(_ reference: AmountReference) -> Int64 {
    let statuses = rules.statuses
    let origin = state.origin(for: reference.of, statuses)
    var latest = Int64.min
    for index in state.amounts.indices
    where state.amounts[index].kind == reference.kind
      && state.means(reference.of, state.amounts[index].system, origin: origin, statuses)
    {
      latest = max(latest, amountTimes[index].since)
    }
    return latest
  }

  /// The start of a hand-off: when it happened; where that lies more than five minutes ahead of its
  /// receipt, the sender's clock is wrong, and it starts when it was learned.
  private func start(_ since: Int64, learned: Int64) -> Int64 {
    since > learned + Interval.minutes(5).microseconds ? learned : since
  }

  /// Stops and starts the clock of a hand-off.
  private mutating func pause(_ index: Int, _ isAsked: Bool, learned: Int64) {
    guard let condition = rules.patterns[index].pause,
      isAsked || rules.patterns[index].pauseAspects.intersects(touched)
    else { return }
    let isPaused = holds(condition) != nil
    if isPaused, tracks[index].pausedSince == nil {
      tracks[index].pausedSince = learned
    } else if !isPaused, let since = tracks[index].pausedSince {
      tracks[index].pausedTotal += learned - since
      tracks[index].pausedSince = nil
    }
  }

  /// Keeps the deadlines of what is open as they now are. What else there is to say of it is looked for
  /// when it is needed: see `writeOverdue`.
  private mutating func refresh(_ index: Int, learned: Int64) {
    let handoff = rules.patterns[index].handoff
    var named: Int64?
    if rules.handoffs[handoff].isNamed, let reference = rules.deadlines[handoff],
      let amount = state.amount(reference, rules.statuses), amount.currency == .instant
    {
      named = amount.value
    }
    let (due, hard) = deadlines(
      handoff, start: tracks[index].raisedSince ?? learned, named: named)
    let paused = tracks[index].pausedTotal
    tracks[index].due = due.addingReportingOverflow(paused).partialValue
    tracks[index].hard = hard.addingReportingOverflow(paused).partialValue
    tracks[index].start = tracks[index].raisedSince ?? learned
    tracks[index].pausedWhenJudged = tracks[index].pausedSince
    guard !open.contains(index) else { return }
    open.insert(index)
    tracks[index].openedLearned = learned
    tracks[index].openedItem = state.lastItem
  }

  // Mutating, so that nothing is copied for the call.
  private mutating func deadlines(
    _ handoff: Int, start: Int64, named: Int64?
  ) -> (due: Int64, hard: Int64) {
    if rules.handoffs[handoff].hasCalendar {
      return table.rules.deadlines(handoff, start: start, named: named)
    }
    return rules.handoffs[handoff].deadlines(start: start, named: named, advance: Deadlines.add)
  }

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
  private mutating func close(_ index: Int, learned: Int64, agrees: Bool, isExplained: Bool) {
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
