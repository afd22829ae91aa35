import LedgerCore
import LedgerFold
import LedgerIndex
import LedgerLog
public import LedgerReplay
import LedgerRules
import LedgerStorage

extension Ledger {
  /// Runs the whole history through a revised rulebook and says exactly what would change. Nothing
  /// of the ledger is touched.
  ///
  public func replay(
    _ request: ReplayRequest, progress: (ReplayProgress) -> Void = { _ in }
  ) throws(LedgerError) -> ReplayReport {
    // Deliveries come in meanwhile: they are not kept waiting, and what of them is not in the log
    // yet is not looked at.
    if writing != nil { return try asReader().replay(request, progress: progress) }
    try requireAllOpened()
    let sides = try prepareSides(try sources(of: request), progress: progress)
    let extraction = rulebook.extractionRevision
    let report = try reading { (index, base) throws(LedgerError) in
      // While shadows were made, deliveries may have come: they take in what this snapshot has, so
      // that all sides end with the same entry.
      for side in sides { try side.shadow?.extend(to: index.nextPosition) }
      // Another rulebook was activated in between, which reads bodies in yet another way.
      guard index.rulebook.extractionRevision == extraction else {
        throw .indexBehind(directory: directory)
      }
      return try self.replay(request, sides, index, base, progress)
    }
    // Deliveries may have come meanwhile.
    try requireAllOpened()
    return report
  }

  /// What a report says is said of the whole history.
  private func requireAllOpened() throws(LedgerError) {
    if let first = locked.first { throw .log(.bodyLocked(first)) }
  }

  /// Whether nothing was received after what is asked for.
  func seesAll(
    _ request: ReplayRequest, through last: LogPosition
  ) throws(LedgerError) -> Bool {
    let entry = try LedgerError.logging { () throws(LogError) in try log.entry(at: last) }
    return request.asOf.includes(position: last.rawValue, received: entry.received.rawValue)
  }

  /// The same over a beginning of the log: as the replay was when the log ended there.
  func replay(
    _ request: ReplayRequest, through end: LogPosition, progress: (ReplayProgress) -> Void
  ) throws(LedgerError) -> ReplayReport {
    if writing != nil {
      return try asReader().replay(request, through: end, progress: progress)
    }
    guard end < nextPosition else { return try replay(request, progress: progress) }
    let past = try Shadow(log: log, end: end, rulebook: rulebook)
    let sides = try prepareSides(try sources(of: request), end: end, progress: progress)
    return try past.reading { (index, base) throws(LedgerError) in
      try self.replay(request, sides, index, base, progress)
    }
  }

  /// The same ledger, open for reading only, as of now.
  func asReader() throws(LedgerError) -> Ledger {
    try Ledger.openForReading(directory: directory, surroundings: surroundings)
  }

  private func sources(
    of request: ReplayRequest
  ) throws(LedgerError) -> [ReplayRequest.Source] {
    var sources = [request.before, request.after]
    if let believed = request.believed {
      sources.append(.activated(at: try activation(asOf: believed)))
    }
    return sources
  }

  /// The activation that was in force by a point in the ledger's knowledge.
  private func activation(asOf: AsOf) throws(LedgerError) -> LogPosition {
    let recorded = try Recorded(log: log, end: nextPosition)
    let known = recorded.activations.last {
      asOf.includes(position: $0.position.rawValue, received: $0.received.rawValue)
    }
    return known?.position ?? recorded.activations.first?.position ?? LogPosition(1)
  }

  /// The same of a few orders alone.
  func replay(
    _ request: ReplayRequest, _ sides: [PreparedSide], among roots: Set<ThreadID>,
    _ index: LiveIndex, _ base: borrowing ReadTransaction
  ) throws(LedgerError) -> ReplayReport {
    var request = request
    request.describes = false
    return try replay(request, sides, among: roots, index, base) { _ in }
  }

  private func replay(
    _ request: ReplayRequest, _ sides: [PreparedSide], among roots: Set<ThreadID>? = nil,
    _ index: LiveIndex, _ base: borrowing ReadTransaction, _ progress: (ReplayProgress) -> Void
  ) throws(LedgerError) -> ReplayReport {
    let last = LogPosition(index.nextPosition.rawValue - 1)
    let head = try root(of: index.nextPosition)
    let scope = ReplayReport.Scope(
      ledger: id, engine: Ledger.engineVersion, through: index.nextPosition, head: head,
      asOf: request.asOf.time, selection: [], believedAsOf: request.believed?.time)
    let seesAll = try seesAll(request, through: last)
    return try LedgerError.storing { () throws(StorageError) in
      let run = try ReplayRun(request, sides, index, base, seesAll: seesAll, among: roots)
      return try run.report(scope, base, progress)
    }
  }
}
