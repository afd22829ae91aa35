public import LedgerCore
public import LedgerIndex
import LedgerLog
public import LedgerRules
import LedgerStorage
import LedgerStorageWriting

/// A rulebook that was in force for a time.
public struct RulebookActivation: Sendable {
  public var position: LogPosition
  public var revision: Hash256
  public var name: String
  /// When that was. Of the first one when the ledger was made, whatever time its history begins at.
  public var activated: Timestamp
  public var isActive: Bool
}

extension Ledger {
  /// Makes a rulebook the one in force: the whole history is folded with it into a new index file,
  /// and the log records the activation. The ledger is as before until the record is on disk.
  public func activate(
    _ rulebook: Rulebook, actor: String = "operator",
    progress: (LogPosition, LogPosition) -> Void = { _, _ in }
  ) throws(LedgerError) {
    try reshape(
      .rulebookActivated, body: RulebookArchive.bytes(of: rulebook.files), rulebook: rulebook,
      actor: actor, progress: progress)
  }

  /// Every rulebook that was in force, oldest first.
  public func rulebookHistory() throws(LedgerError) -> [RulebookActivation] {
    let recorded = try Recorded(log: log, end: nextPosition)
    var history: [RulebookActivation] = []
    for activation in recorded.activations {
      let rulebook = try OpenedGeneration.rulebook(activatedAt: activation.position, log: log)
      history.append(
        RulebookActivation(
          position: activation.position, revision: rulebook.revision, name: rulebook.name,
          activated: history.isEmpty ? try created() ?? activation.received : activation.received,
          isActive: activation.position == recorded.activation))
    }
    return history
  }

  /// When the ledger was really made: its first entry has the time at which its history begins.
  private func created() throws(LedgerError) -> Timestamp? {
    let payload = try LedgerError.logging { () throws(LogError) in
      try log.body(at: .first, verifying: true)
    }
    guard let body = payload?.body, let document = try? JSONDocument.parse(body),
      let created = document.member("created", of: document.root)
    else { return nil }
    return Timestamp(rfc3339: document.text(created))
  }

  /// The rulebook that was activated at a position of the log.
  public func rulebook(activatedAt position: LogPosition) throws(LedgerError) -> Rulebook {
    try OpenedGeneration.rulebook(activatedAt: position, log: log)
  }

  /// Goes back to the rulebook that was in force before the one that is.
  ///
  /// - Returns: the rulebook gone back to.
  public func rollBack(
    actor: String = "operator", progress: (LogPosition, LogPosition) -> Void = { _, _ in }
  ) throws(LedgerError) -> Rulebook {
    let active = rulebook.revision
    guard let earlier = try rulebookHistory().last(where: { $0.revision != active }) else {
      throw .noEarlierRulebook
    }
    let rulebook = try OpenedGeneration.rulebook(activatedAt: earlier.position, log: log)
    try activate(rulebook, actor: actor, progress: progress)
    return rulebook
  }

  /// Throws the index file away and makes it again from the log.
  ///
  /// - Returns: the digest over all orders before and after; equal unless the index was damaged.
  public func rebuild(
    progress: (LogPosition, LogPosition) -> Void = { _, _ in }
  ) throws(LedgerError) -> (before: IndexTotals, after: IndexTotals) {
    guard let writing else { throw .openedForReading }
    try flush()
    let before = state.withLock { $0.index.totals }
    let opened = try OpenedGeneration.build(
      in: directory, lock: writing.lock, log: log, end: writing.log.nextPosition, rulebook: nil,
      progress: progress)
    let after = opened.index.totals
    replaceState(with: opened)
    return (before, after)
  }

  /// Builds an index file for what an action makes of the ledger, records the action, and switches.
  func reshape(
    _ kind: ControlKind, body: [UInt8], rulebook: Rulebook?, separating: [Reference] = [],
    actor: String, progress: (LogPosition, LogPosition) -> Void
  ) throws(LedgerError) {
    guard let writing else { throw .openedForReading }
    try flush()
    var opened = try OpenedGeneration.build(
      in: directory, lock: writing.lock, log: log, end: writing.log.nextPosition,
      rulebook: rulebook ?? self.rulebook, separating: separating, isFinal: false,
      progress: progress)
    let position = try LedgerError.logging { () throws(LogError) in
      var batch = writing.log.makeBatch()
      let position = try ControlEntry.append(
        kind, body: body, to: &batch, sealer: writing.log.makeSealer(),
        revision: opened.index.rulebook.revision, actor: actor, surroundings: surroundings)
      _ = try writing.log.append(batch: batch.entries)
      return position
    }
    // Crash here: the log has the action and the newest complete file does not; the next opening
    // builds the file again.
    opened.index.note(entry: position, duplicateOn: nil, at: surroundings.now())
    opened.shape.shaped = position
    if kind == .rulebookActivated { opened.shape.activation = position }
    if let file = opened.file {
      try LedgerError.storing { () throws(StorageError) in
        try opened.index.flush(to: file)
        try Generation.complete(file, opened.shape)
      }
    }
    replaceState(with: opened)
  }

  private func replaceState(with opened: OpenedGeneration) {
    state.withLock { $0 = opened.state() }
    for former in Generation.numbers(in: directory) where former < opened.number {
      Generation.remove(former, in: directory)
    }
  }
}
