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
}
