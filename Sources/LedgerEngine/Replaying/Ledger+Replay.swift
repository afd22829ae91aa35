import LedgerCore
import LedgerFold
import LedgerIndex
import LedgerLog
public import LedgerReplay
import LedgerRules
import LedgerStorage

extension Ledger {
  /// Runs the whole history through a revised rulebook and says exactly what would change. Nothing of
  /// the ledger is touched.
  ///
  /// - Parameter progress: groups done, and all; 0 of 0 when bodies have been read again, where they must
  ///   be.
  public func replay(
    _ request: ReplayRequest, progress: (Int, Int) -> Void = { _, _ in }
  ) throws(LedgerError) -> ReplayReport {
    var sources = [request.before, request.after]
    if let believed = request.believed {
      sources.append(.activated(at: try activation(asOf: believed)))
    }
    let sides = try prepareSides(sources)
    let extraction = rulebook.extractionRevision
    progress(0, 0)
    return try reading { (index, base) throws(LedgerError) in
      // While shadows were made, deliveries may have come: they take in what this snapshot has, so that all
      // sides end with the same entry.
      for side in sides { try side.shadow?.extend(to: index.nextPosition) }
      // Another rulebook was activated in between, which reads bodies in yet another way.
      guard index.rulebook.extractionRevision == extraction else {
        throw .indexBehind(directory: directory)
      }
      return try self.replay(request, sides, index, base, progress)
    }
  }

  /// The activation that was in force by a point in the ledger's knowledge.
  private func activation(asOf: AsOf) throws(LedgerError) -> LogPosition {
    let recorded = try Recorded(log: log, end: nextPosition)
    let known = recorded.activations.last {
      asOf.includes(position: $0.position.rawValue, received: $0.received.rawValue)
    }
    return known?.position ?? recorded.activations.first?.position ?? LogPosition(1)
  }

  private func replay(
    _ request: ReplayRequest, _ sides: [PreparedSide], _ index: LiveIndex,
    _ base: borrowing ReadTransaction, _ progress: (Int, Int) -> Void
  ) throws(LedgerError) -> ReplayReport {
    let head = try LedgerError.logging { () throws(LogError) in
      try log.leafHash(at: LogPosition(index.nextPosition.rawValue - 1))
    }
    let engine = Ledger.engineVersion
    let id = self.id
    return try LedgerError.storing { () throws(StorageError) in
      var run = try ReplayRun(request, sides, index, base)
      run.builder = ReportBuilder(
        ReplayReport(
          scope: ReplayReport.Scope(
            ledger: id, engine: engine, through: index.nextPosition, head: head,
            asOf: request.asOf.time, selection: run.replay.selection.texts,
            believedAsOf: request.believed?.time), before: sides[0].described,
          after: sides[1].described,
          changes: RulebookDifference(from: sides[0].rulebook, to: sides[1].rulebook).changes,
          plan: run.plan, baseline: run.baseline, vocabulary: run.replay.comparison.vocabulary))
      try run.run(base, progress)
      return run.finished()
    }
  }
}
