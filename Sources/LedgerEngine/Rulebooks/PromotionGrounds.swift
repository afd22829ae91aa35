import LedgerCore
import LedgerIndex
import LedgerLog
import LedgerReplay
import LedgerRules
import LedgerStorage

/// What a promotion rests on: replays of the rulebook, and what a policy says of them.
struct PromotionGrounds {
  let ledger: Ledger
  let revised: Rulebook
  let policy: Policy?

  /// A report of all the log, and what the policy says of it.
  struct Judged {
    var report: ReplayReport
    var verdict: PromotionVerdict
  }

  /// - Parameter text: of the policy's file.
  init(_ ledger: Ledger, revised: Rulebook, policy text: String?) throws(LedgerError) {
    self.ledger = ledger
    self.revised = revised
    guard let text else {
      policy = nil
      return
    }
    do throws(RulebookErrors) {
      policy = try Policy.read(
        Array(text.utf8), file: "policy", for: [ledger.rulebook, revised])
    } catch {
      throw .promotion(.policyUnreadable(detail: "\(error)"))
    }
  }

  /// Persons who have to agree besides the one who asks.
  var approvals: Int { policy?.approvals ?? 0 }

  /// Makes a report again, as it was made.
  func judged(
    _ report: PromotionRequest.Report, progress: (ReplayProgress) -> Void
  ) throws(LedgerError) -> Judged {
    var request = request(asOf: AsOf(time: report.asOf))
    request.isFullBaseline = report.isFullBaseline
    request.attributes = report.isAttributed
    return try judge(
      try ledger.replay(request, through: report.through, progress: progress))
  }

  /// Replays all of the log.
  func judgedNow(progress: (ReplayProgress) -> Void) throws(LedgerError) -> Judged {
    var request = request(asOf: ledger.now)
    request.isFullBaseline = policy?.requiresFullBaseline ?? false
    request.describes = false
    return try judge(try ledger.replay(request, progress: progress))
  }

  private func request(asOf: AsOf) -> ReplayRequest {
    ReplayRequest(after: .rulebook(revised, name: revised.name), asOf: asOf)
  }

  /// - Parameter digest: of the report; nil to work it out.
  private func judge(
    _ report: ReplayReport, digest: Hash256? = nil
  ) throws(LedgerError) -> Judged {
    guard report.baseline.isExact else {
      throw .promotion(.baselineOff(orders: report.baseline.differing.count))
    }
    return Judged(
      report: report,
      verdict: PromotionVerdict(
        through: report.scope.through, report: digest ?? report.digest,
        exceeded: policy.map { $0.verdict(on: report).exceeded } ?? []))
  }

  /// Whether deliveries have come since.
  func isOutdated(_ judged: Judged, at end: LogPosition) throws(LedgerError) -> Bool {
    var isOutdated = false
    try scan(from: judged.verdict.through, to: end) { view in
      isOutdated = !view.isLandmark
      return isOutdated ? .stop : .next
    }
    return isOutdated
  }

  /// The same judged with what has come since: only the orders that it touches are looked at.
  /// Nothing may be filed meanwhile.
  ///
  /// - Parameter table: the revised rulebook over all codes.
  /// - Returns: nil where it cannot be told which orders those are.
  func judged(
    _ former: Judged, upTo end: LogPosition, table: FoldTable
  ) throws(LedgerError) -> Judged? {
    guard ledger.rulebook.extractionRevision == revised.extractionRevision,
      let threads = try threads(from: former.verdict.through, to: end)
    else { return nil }
    let request = request(asOf: ledger.now)
    var sides = try ledger.prepareSides([request.before, request.after])
    sides[1].made = table
    let prepared = sides
    return try ledger.filed { (index, base) throws(LedgerError) in
      var orders: Set<ThreadID> = []
      var members = threads
      for thread in threads {
        for row in try LedgerError.storing({ () throws(StorageError) in
          try index.rows(of: thread, base)
        }) where row.kind == .order {
          orders.insert(row.root)
          members.formUnion(row.threads)
        }
      }
      let added = orders.count { $0.origin.position >= former.verdict.through }
      let report = try ledger.replay(request, prepared, among: orders, index, base)
      let amended = former.report.amended(by: report, inPlaceOf: members, added: added)
      return try judge(amended, digest: former.verdict.report)
    }
  }

  /// Threads of the items of some entries; nil where an entry ties threads without saying which.
  private func threads(
    from: LogPosition, to end: LogPosition
  ) throws(LedgerError) -> Set<ThreadID>? {
    var threads: Set<ThreadID>? = []
    try scan(from: from, to: end) { view in
      guard case .control(let kind) = view.kind else {
        for link in view.links { threads?.insert(link.thread) }
        return .next
      }
      if ControlKind(rawValue: kind) == .join { threads = nil }
      return threads == nil ? .stop : .next
    }
    return threads
  }

  private func scan(
    from: LogPosition, to end: LogPosition, _ body: (EntryView) -> LogScanStep
  ) throws(LedgerError) {
    guard from < end else { return }
    try LedgerError.logging { () throws(LogError) in
      try ledger.log.scan(from: from, through: LogPosition(end.rawValue - 1), body)
    }
  }
}

extension PolicyVerdict {
  /// Sentences: which limits are passed, and what could not be seen.
  var exceeded: [String] {
    let findings = findings.filter { !$0.isWithin }
      .map { "\($0.name): \($0.found), and the limit is \($0.limit)" }
    return findings.isEmpty ? obstacles : findings
  }
}
