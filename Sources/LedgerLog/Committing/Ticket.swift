import Synchronization

/// One submission on its way through a group commit. Unchecked: it is touched by its submitter
/// before it is queued and after it is woken, and by the leader in between; the queue's lock and
/// the wake-up order these.
final class Ticket: @unchecked Sendable {
  private let prepare: (inout Batch) throws -> Void
  let lane: CommitLane
  let isBlocking: Bool
  /// Whether its commit is for it alone.
  let isAlone: Bool
  /// Called when its commit is on disk, before anything else is prepared.
  private let whenCommitted: () -> Void
  let wake: () -> Void
  /// Of an asynchronous submission.
  var resume: ((any Error)?) -> Void = { _ in }
  let isAskedToLead = Atomic<Bool>(false)
  private(set) var failure: (any Error)?
  /// Whether its commit is done, well or not. For who leads.
  private(set) var isFinished = false

  init(
    prepare: @escaping (inout Batch) throws -> Void, lane: CommitLane = .live, isBlocking: Bool,
    isAlone: Bool = false, whenCommitted: @escaping () -> Void = {}, wake: @escaping () -> Void
  ) {
    self.prepare = prepare
    self.lane = lane
    self.isBlocking = isBlocking
    self.isAlone = isAlone
    self.whenCommitted = whenCommitted
    self.wake = wake
  }

  /// Runs the work; where it throws, the batch is as before.
  func run(_ batch: inout Batch) {
    let mark = batch.mark
    do {
      try prepare(&batch)
    } catch {
      batch.rollBack(to: mark)
      failure = error
    }
  }

  /// The commit is on disk.
  func committed() { if failure == nil { whenCommitted() } }

  /// The commit failed; a work that failed before keeps its own error.
  func fail(_ error: LogError) { failure = failure ?? error }

  /// Lets the submitter go on.
  func finish() {
    isFinished = true
    isAskedToLead.store(false, ordering: .releasing)
    isBlocking ? wake() : resume(failure)
  }
}

/// Carries what a work returned to its submitter. Unchecked for the same reason as `Ticket`.
final class Outcome<Value>: @unchecked Sendable {
  private var value: Value?

  func run(_ work: (inout Batch) throws -> Value, _ batch: inout Batch) throws {
    value = try work(&batch)
  }

  func value(_ failure: (any Error)?) throws -> Value {
    if let failure { throw failure }
    guard let value else { preconditionFailure("a finished work has a value") }
    return value
  }
}
