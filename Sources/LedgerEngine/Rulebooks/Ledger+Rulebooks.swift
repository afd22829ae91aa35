public import LedgerCore
public import LedgerIndex
import LedgerLog
public import LedgerRules
import LedgerStorage

/// How far the making of a new index is.
public enum RulebookProgress: Sendable {
  /// A report is made.
  case replaying(ReplayProgress)
  /// Orders are folded again: groups done, and all.
  case folding(Int, of: Int)
  /// Bodies are read again: the position reached, and the end.
  case reading(LogPosition, of: LogPosition)
}

extension Ledger {
  /// Makes a rulebook the one in force by an operator's word alone: `promote` asks for a replay.
  /// The ledger goes on taking deliveries while the new index is made, and is as before until the
  /// log has recorded the switch.
  public func activate(
    _ rulebook: Rulebook, reason: String = "", actor: String = "operator",
    progress: (RulebookProgress) -> Void = { _ in }
  ) throws(LedgerError) {
    try reshaping.withLock { (_) throws(LedgerError) in
      try flush()
      let from = RulebookName(self.rulebook)
      let successor = try successor(by: rulebook, progress: progress)
      try takeOver(with: successor) { verified in
        let change = RulebookAction.Switch(
          manner: .activated, from: from, to: RulebookName(rulebook), request: nil, approvals: [],
          verdict: nil, verified: verified, rulebook: nil)
        return Takeover.Record(kind: .rulebookActivated, actor: actor) {
          ControlBody.rulebookSwitch(change, files: rulebook.files, reason: reason, by: actor)
        }
      }
    }
  }

  /// Goes back to the rulebook that was in force before the one that is. Its index file was kept,
  /// and takes in what came in between.
  ///
  /// - Returns: the rulebook gone back to.
  @discardableResult
  public func rollBack(
    reason: String = "", actor: String = "operator",
    progress: (RulebookProgress) -> Void = { _ in }
  ) throws(LedgerError) -> Rulebook {
    try reshaping.withLock { (_) throws(LedgerError) in
      try flush()
      guard let former = try Recorded(log: log, end: nextPosition).former else {
        throw .noEarlierRulebook
      }
      let from = RulebookName(self.rulebook)
      let rulebook = try RulebookEntry.rulebook(at: former.position, log: log)
      let successor = try successor(by: rulebook, progress: progress)
      try takeOver(with: successor) { verified in
        let change = RulebookAction.Switch(
          manner: .rolledBack, from: from, to: RulebookName(rulebook), request: nil,
          approvals: [], verdict: nil, verified: verified, rulebook: former.position)
        return Takeover.Record(kind: .rulebookRolledBack, actor: actor) {
          ControlBody.rulebookSwitch(change, files: nil, reason: reason, by: actor)
        }
      }
      return rulebook
    }
  }

  /// Throws the index file away and makes it again from the log.
  ///
  /// - Returns: the totals before and after; equal unless the index was damaged.
  public func rebuild(
    progress: (LogPosition, LogPosition) -> Void = { _, _ in }
  ) throws(LedgerError) -> (before: IndexTotals, after: IndexTotals) {
    try reshaping.withLock { (_) throws(LedgerError) in
      guard let writing else { throw .openedForReading }
      try flush()
      let successor = try Successor.built(
        try place(), end: writing.log.nextPosition, rulebook: rulebook, separating: [],
        progress: progress)
      var totals: (before: IndexTotals, after: IndexTotals)?
      try takeOver(with: successor) { _ in
        nil
      } isToBe: { _, _ throws(LedgerError) in
        totals = (try self.currentTotals(), try successor.totals())
        return true
      }
      guard let totals else { preconditionFailure("who has taken over was counted") }
      return totals
    }
  }

  /// The totals with everything that is filed.
  private func currentTotals() throws(LedgerError) -> IndexTotals {
    try filed { (index, base) throws(LedgerError) in
      try LedgerError.storing { () throws(StorageError) in try index.currentTotals(base) }
    }
  }

  /// Records that a reference is not to join orders, and makes the index without it.
  func separate(
    _ reference: Reference, body: [UInt8], actor: String,
    progress: (LogPosition, LogPosition) -> Void
  ) throws(LedgerError) {
    try reshaping.withLock { (_) throws(LedgerError) in
      guard let writing else { throw .openedForReading }
      guard !state.withLock({ $0.shape.separated.contains(reference) }) else {
        throw .separatedAlready(reference)
      }
      try flush()
      let successor = try Successor.built(
        try place(), end: writing.log.nextPosition, rulebook: rulebook, separating: [reference],
        progress: progress)
      try takeOver(with: successor) { _ in
        Takeover.Record(kind: .separate, actor: actor) { body }
      }
    }
  }

  /// An index by another rulebook: the kept one, where that was in force before; else made from the
  /// one in use where only the fold differs, else from the bodies.
  func successor(
    by rulebook: Rulebook, progress: (RulebookProgress) -> Void
  ) throws(LedgerError) -> Successor {
    guard let writing else { throw .openedForReading }
    let (active, number, former) = state.withLock {
      ($0.index.environment, $0.generation, $0.shape)
    }
    let shape = Generation.Shape(revision: rulebook.revision, separated: former.separated)
    let (place, end) = (try place(), writing.log.nextPosition)
    let kept = try Successor.kept(
      place, shape: shape, rulebook: rulebook, except: number, end: end)
    if let kept { return kept }
    guard rulebook.extractionRevision != self.rulebook.extractionRevision else {
      return try Successor.refolded(place, from: active, shape: shape, rulebook: rulebook) {
        progress(.folding($0, of: $1))
      }
    }
    return try Successor.built(place, end: end, rulebook: rulebook, separating: []) {
      progress(.reading($0, of: $1))
    }
  }
}
