import LedgerEngine

/// Adds up what is open, once for all who ask.
actor SummaryKeeper {
  private let ledger: LiveLedger
  private var kept: (summary: MismatchSummary, end: LogPosition, made: ContinuousClock.Instant)?
  private var spent = Duration.zero
  private var making: Task<MismatchSummary, any Error>?

  /// One is shown for so long at least, so that any number of dashboards cost the same.
  private static let keptMin = Duration.seconds(2)
  /// It is made anew in one part of so many of the time at most.
  private static let share = 10
  /// Rows of orders that are looked at in the past, where their flags do not help.
  private static let pastRowsMax = 200_000
  private static let pageRowsMax = 10_000

  init(_ ledger: LiveLedger) { self.ledger = ledger }

  /// As of about now.
  ///
  /// - Parameter atLeast: a position that it must take into account.
  func current(atLeast: LogPosition? = nil) async throws -> MismatchSummary {
    if let kept, atLeast.map({ $0 < kept.end }) ?? true {
      let age = ContinuousClock.now - kept.made
      if age < max(SummaryKeeper.keptMin, spent * SummaryKeeper.share) { return kept.summary }
    }
    if let making, atLeast == nil { return try await making.value }
    let end = try await ledger.read { try $0.shownEnd() }
    let task = Task { try await make(asOf: try await ledger.read { $0.now }) }
    making = task
    defer { if making == task { making = nil } }
    let begin = ContinuousClock.now
    let summary = try await task.value
    spent = ContinuousClock.now - begin
    kept = (summary, end, .now)
    return summary
  }

  /// As of any point in the ledger's knowledge. Page by page, so that others read in between.
  nonisolated func make(asOf: AsOf) async throws -> MismatchSummary {
    var summary = MismatchSummary(asOf: asOf)
    var filter = Ledger.summaryFilter(scannedMax: SummaryKeeper.pageRowsMax)
    var rest = SummaryKeeper.pastRowsMax
    repeat {
      let page = try await ledger.read { [filter] ledger in
        try ledger.disagreements(filter, asOf: asOf)
      }
      summary.add(page.elements)
      filter.after = page.next
      rest -= SummaryKeeper.pageRowsMax
    } while filter.after != nil && (rest > 0 || asOf.position == nil)
    summary.isComplete = filter.after == nil
    return summary
  }
}
