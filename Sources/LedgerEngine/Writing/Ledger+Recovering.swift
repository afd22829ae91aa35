import LedgerCore
import LedgerLog
import LedgerStorage
import LedgerStorageWriting

extension Ledger {
  /// Runs a work in a durable commit that concurrent callers share.
  func submit<Value: Sendable>(
    _ work: @escaping GroupCommitter.Work<Value>
  ) throws(LedgerError) -> Value {
    guard let writing else { throw .openedForReading }
    try recover()
    do {
      return try writing.committer.submit(work)
    } catch {
      throw recovered(from: error)
    }
  }

  /// Runs a work in a commit of its own, before which all others are on disk and after which
  /// `whenCommitted` runs before anything is prepared.
  func submitAlone(
    _ work: @escaping GroupCommitter.Work<Void>, whenCommitted: @escaping @Sendable () -> Void
  ) throws(LedgerError) {
    guard let writing else { throw .openedForReading }
    try recover()
    do {
      try writing.committer.submitAlone(work, whenCommitted: whenCommitted)
    } catch {
      throw recovered(from: error)
    }
  }

  /// The same without blocking a thread of the concurrency runtime.
  func submit<Value: Sendable>(
    lane: CommitLane, _ work: @escaping GroupCommitter.Work<Value>
  ) async throws(LedgerError) -> Value {
    guard let writing else { throw .openedForReading }
    try recover()
    do {
      return try await writing.committer.submit(lane: lane, work)
    } catch {
      throw recovered(from: error)
    }
  }

  func submit<Value: Sendable>(
    _ work: @escaping GroupCommitter.Work<Value>
  ) async throws(LedgerError) -> Value { try await submit(lane: .live, work) }

  private func recovered(from error: any Error) -> LedgerError {
    // Where the disk cannot even be read, whoever writes next tries again.
    try? recover()
    switch error {
    case let error as LedgerError: return error
    case let error as LogError: return .log(error)
    default: preconditionFailure("a submission throws errors of the log or the ledger")
    }
  }

  /// Why nothing is taken any more until the ledger is opened anew: a commit of the log or of the index
  /// failed. Nil while something is taken, or will be as soon as there is space; and while that is not
  /// known, since an index is being made.
  public var lastingFailure: LedgerError? {
    guard let writing else { return nil }
    let ofIndex = state.withLockIfAvailable { $0.writing?.failure } ?? nil
    guard let failure = writing.log.failure ?? ofIndex, !failure.passesWithSpace else { return nil }
    return .log(.writerFailed(failure))
  }

  /// After a commit that failed for want of space: what was filed for it is void, so the index is read
  /// from disk again, and the log takes entries again.
  ///
  /// After any other failure nothing is taken any more: what can be read back then may stand in memory
  /// only, since the system drops what it could not write, and tells that once. Who opens the ledger
  /// anew begins from the disk.
  func recover() throws(LedgerError) {
    guard let writing, writing.log.failure != nil else { return }
    if let lastingFailure { throw lastingFailure }
    try state.withLock { (state) throws(LedgerError) in
      // Another thread may have been faster.
      guard writing.log.failure != nil, let file = state.file else { return }
      state.writing?.end()
      let end = try LedgerError.logging { () throws(LogError) in try log.nextPosition() }
      // What is on disk counts: also of a switch to another index whose commit failed.
      let recorded = try Recorded(log: log, end: end)
      var opened = try OpenedGeneration.fitting(
        recorded, in: directory, lock: writing.lock, own: file, log: log, end: end
      ) { _, _ in }
      if opened == nil {
        opened = try OpenedGeneration.build(
          in: directory, lock: writing.lock, log: log, end: end, rulebook: nil
        ) { _, _ in }
      }
      guard let opened else { throw .indexBehind(directory: directory) }
      let written = state.written
      state = opened.state(landmark: recorded.listed)
      state.written = written
      runtimes.tell(state.runtimes)
      try LedgerError.logging { () throws(LogError) in try writing.log.resume() }
    }
  }
}
