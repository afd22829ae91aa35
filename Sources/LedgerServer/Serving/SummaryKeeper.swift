import LedgerEngine
import Logging

/// Adds up what is open, once for all who ask, who do not wait for it: they get the last sums while new ones
/// are made, and at the beginning, those of the orders that were looked at so far.
actor SummaryKeeper {
  private let ledger: LiveLedger
  private let logger: Logger
  private var kept: Sums?
  /// Those that are being made.
  private var making: Task<Sums, any Error>?
  /// As far as the first have come.
  private var begun: MismatchSummary?
  /// Why the last could not be made.
  private var failure: (any Error)?

  private struct Sums: Sendable {
    var summary: MismatchSummary
    /// What stands before is in them.
    var end: LogPosition
    var made: ContinuousClock.Instant
    /// In making them.
    var spent: Duration
  }

  /// Sums are shown for so long at least, so that any number of dashboards cost the same.
  private static let keptMin = Duration.seconds(2)
  /// They are made anew in one part of so many of the time at most.
  private static let share = 10
  /// Old ones are shown for so many times as long where none can be made.
  private static let failuresMax = 10
  /// How long one waits for the first.
  private static let waitMax = Duration.milliseconds(500)
  private static let waitStep = Duration.milliseconds(10)
  /// How often it is told how far they are.
  private static let toldEvery = Duration.milliseconds(250)
  /// Rows of orders that are looked at in the past, where their flags do not help.
  private static let pastRowsMax = 200_000
  private static let pageRowsMax = 10_000

  init(_ ledger: LiveLedger, logger: Logger) {
    self.ledger = ledger
    self.logger = logger
  }

  /// As of about now.
  ///
  /// - Parameter atLeast: a position that it must take into account, which is filed.
  func current(atLeast: LogPosition? = nil) async throws -> MismatchSummary {
    if let atLeast { return try await current(having: atLeast) }
    guard let kept else { return try await first() }
    let age = ContinuousClock.now - kept.made
    let period = max(SummaryKeeper.keptMin, kept.spent * SummaryKeeper.share)
    if age > period, making == nil { _ = begin() }
    if let failure, age > period * SummaryKeeper.failuresMax { throw failure }
    return kept.summary
  }

  private func current(having position: LogPosition) async throws -> MismatchSummary {
    if let kept, position < kept.end { return kept.summary }
    while true {
      // Those that are being made may have begun before; the next have it.
      let sums = try await (making ?? begin()).value
      if position < sums.end { return sums.summary }
    }
  }

  private func first() async throws -> MismatchSummary {
    let task = making ?? begin()
    let deadline = ContinuousClock.now + SummaryKeeper.waitMax
    while making == task, ContinuousClock.now < deadline {
      try await Task.sleep(for: SummaryKeeper.waitStep)
    }
    if making == task, let begun { return begun }
    return try await task.value.summary
  }

  private func begin() -> Task<Sums, any Error> {
    let task = Task { try await renew() }
    making = task
    return task
  }

  private func renew() async throws -> Sums {
    defer {
      making = nil
      begun = nil
    }
    let began = ContinuousClock.now
    do {
      let (end, asOf) = try await ledger.read { (try $0.shownEnd(), $0.now) }
      let summary = try await make(asOf: asOf) { @Sendable [self] in await show($0) }
      let sums = Sums(summary: summary, end: end, made: .now, spent: .now - began)
      kept = sums
      failure = nil
      return sums
    } catch {
      failure = error
      logger.error("what is open cannot be added up", metadata: ["detail": "\(error)"])
      throw error
    }
  }

  private func show(_ sums: MismatchSummary) { if kept == nil { begun = sums } }

  /// As of any point in the ledger's knowledge. Page by page, so that others read in between.
  ///
  /// - Parameter told: called now and then with what was added up so far.
  nonisolated func make(
    asOf: AsOf, told: @Sendable (MismatchSummary) async -> Void = { _ in }
  ) async throws -> MismatchSummary {
    var summary = MismatchSummary(asOf: asOf)
    var filter = Ledger.summaryFilter(scannedMax: SummaryKeeper.pageRowsMax)
    var rest = SummaryKeeper.pastRowsMax
    var last = ContinuousClock.now
    repeat {
      let page = try await ledger.read { [filter] ledger in
        try ledger.disagreements(filter, asOf: asOf)
      }
      summary.add(page.elements)
      if ContinuousClock.now - last > SummaryKeeper.toldEvery {
        await told(summary)
        last = .now
      }
      filter.after = page.next
      rest -= SummaryKeeper.pageRowsMax
    } while filter.after != nil && (rest > 0 || asOf.position == nil)
    summary.isComplete = filter.after == nil
    return summary
  }
}
