public import LedgerCore
import LedgerLog
import LedgerRules

extension Ledger {
  /// Makes a rulebook the one in force, on the grounds of a replay: records the request, and where
  /// nobody else has to agree, makes the new index while the ledger goes on taking deliveries, and
  /// switches.
  ///
  /// - Throws: `LedgerError.promotion`, where the report is not about this rulebook against the one
  ///   in force, over this log; where it comes out otherwise when it is made again; where the
  ///   policy does not allow it and no override is given.
  public func promote(
    _ proposal: PromotionProposal, progress: (RulebookProgress) -> Void = { _ in }
  ) throws(LedgerError) -> PromotionOutcome {
    try reshaping.withLock { (_) throws(LedgerError) in
      try check(proposal)
      let grounds = try PromotionGrounds(
        self, revised: proposal.rulebook, policy: proposal.policy)
      let verdicts = try verdicts(on: proposal, grounds, progress)
      let request = PromotionRequest(
        report: proposal.report, from: RulebookName(rulebook),
        to: RulebookName(proposal.rulebook), policy: proposal.policy, verdicts: verdicts,
        approvalsNeeded: grounds.approvals, override: proposal.override)
      let position = try record(
        .promotionRequested,
        body: ControlBody.request(
          request, files: proposal.rulebook.files, reason: proposal.reason, by: proposal.by),
        actor: proposal.by
      ) { _, _, _ in }
      // Crash here: the history shows the request as not carried out, and it can be made again.
      let actions = try rulebookActions()
      guard let recorded = RequestRecord(position, in: actions) else {
        throw .notARequest(position)
      }
      return try proceed(recorded, proposal.rulebook, by: proposal.by, progress)
    }
  }

  /// Agrees to a recorded request; with the last approval that was missing, the rulebook comes into
  /// force. Where none is missing, a request that was interrupted is carried out.
  public func approve(
    _ request: LogPosition, by: String, reason: String = "",
    progress: (RulebookProgress) -> Void = { _ in }
  ) throws(LedgerError) -> PromotionOutcome {
    try reshaping.withLock { (_) throws(LedgerError) in
      let end = nextPosition
      guard request < end else { throw .unknownPosition(request, end: end) }
      var recorded = try openRequest(at: request)
      if recorded.missing > 0 {
        if Person.isSame(by, recorded.by) {
          throw .promotion(.samePerson(by: by, request: request))
        }
        if recorded.approvals.contains(where: { Person.isSame($0.by, by) }) {
          throw .promotion(.approvedAlready(by: by, request: request))
        }
        try record(
          .promotionApproved, body: ControlBody.approval(of: request, reason: reason, by: by),
          actor: by
        ) { _, _, _ in }
        recorded = try openRequest(at: request)
      }
      let rulebook = try RulebookEntry.rulebook(at: request, log: log)
      return try proceed(recorded, rulebook, by: by, progress)
    }
  }

  /// A request that can still be carried out.
  private func openRequest(at position: LogPosition) throws(LedgerError) -> RequestRecord {
    guard let recorded = RequestRecord(position, in: try rulebookActions()) else {
      throw .notARequest(position)
    }
    switch recorded.standing {
    case .carriedOut(let other):
      throw .promotion(.carriedOut(request: position, at: other))
    case .overtaken:
      throw .promotion(
        .otherActive(
          report: recorded.request.report.digest, active: RulebookName(rulebook),
          comparedWith: recorded.request.from.revision))
    case .awaitsApproval, .notCarriedOut: return recorded
    }
  }

  /// Whether the report is about this promotion, and this log.
  private func check(_ proposal: PromotionProposal) throws(LedgerError) {
    let (report, active) = (proposal.report, RulebookName(rulebook))
    guard proposal.rulebook.revision != active.revision else {
      throw .promotion(.activeAlready(active))
    }
    guard proposal.after == proposal.rulebook.revision else {
      throw .promotion(
        .otherRulebook(
          report: report.digest, reported: proposal.after,
          given: RulebookName(proposal.rulebook)))
    }
    guard proposal.before == active.revision else {
      throw .promotion(
        .otherActive(
          report: report.digest, active: active, comparedWith: proposal.before))
    }
    let end = nextPosition
    guard report.through > .first, report.through <= end,
      try root(of: report.through) == report.head
    else {
      throw .promotion(.otherLog(report: report.digest, through: report.through, end: end))
    }
  }

  /// Makes the report again, which must come out as it was; then asks the policy what it says of
  /// it, and of the whole log.
  private func verdicts(
    on proposal: PromotionProposal, _ grounds: PromotionGrounds,
    _ progress: (RulebookProgress) -> Void
  ) throws(LedgerError) -> [PromotionVerdict] {
    let report = proposal.report
    let made = try grounds.judged(report) { progress(.replaying($0)) }.verdict
    guard made.report == report.digest else {
      throw .promotion(
        .otherReport(expected: report.digest, found: made.report, through: report.through))
    }
    guard grounds.policy != nil else { return [] }
    var verdicts = [made]
    if report.through < nextPosition {
      verdicts.append(try grounds.judgedNow { progress(.replaying($0)) }.verdict)
    }
    try require(verdicts, orOverride: proposal.override)
    return verdicts
  }

  private func require(
    _ verdicts: [PromotionVerdict], orOverride override: String?
  ) throws(LedgerError) {
    guard override == nil, let beyond = verdicts.first(where: { !$0.isWithin }) else { return }
    throw .promotion(.beyondPolicy(through: beyond.through, exceeded: beyond.exceeded))
  }

  /// Carries a request out, if nobody has to agree any more.
  private func proceed(
    _ recorded: RequestRecord, _ rulebook: Rulebook, by: String,
    _ progress: (RulebookProgress) -> Void
  ) throws(LedgerError) -> PromotionOutcome {
    guard recorded.missing == 0 else {
      return .awaitsApproval(request: recorded.position, missing: recorded.missing)
    }
    try flush()
    let request = recorded.request
    let grounds = try PromotionGrounds(self, revised: rulebook, policy: request.policy)
    let successor = try successor(by: rulebook, progress: progress)
    var judged: PromotionGrounds.Judged?
    let position = try takeOver(with: successor) { (verified) throws(LedgerError) in
      if grounds.policy != nil {
        // What came meanwhile counts as well.
        let found = try grounds.judgedNow { progress(.replaying($0)) }
        try require([found.verdict], orOverride: request.override)
        judged = found
      }
      // Enough is written to last until the takeover.
      try flush()
      return Takeover.Record(kind: .rulebookActivated, actor: by) {
        let change = RulebookAction.Switch(
          manner: .promoted, from: request.from, to: request.to, request: recorded.position,
          approvals: recorded.approvals.map(\.position), verdict: judged?.verdict,
          verified: verified, rulebook: recorded.position)
        return ControlBody.rulebookSwitch(change, files: nil, reason: recorded.reason, by: by)
      }
    } isToBe: { (end, attemptsLeft) throws(LedgerError) in
      guard request.override == nil, let found = judged,
        try grounds.isOutdated(found, at: end)
      else { return true }
      guard let now = try grounds.judged(found, upTo: end, table: successor.index.table) else {
        // Bodies are read otherwise: it is asked again, and takes what came in the last moment.
        return attemptsLeft == 0
      }
      try self.require([now.verdict], orOverride: nil)
      judged = now
      return true
    }
    guard let position else { preconditionFailure("a promotion is recorded") }
    return .switched(at: position, request: recorded.position)
  }
}
