import Dispatch
public import LedgerCore
import Synchronization

/// Lets concurrent appends share durable commits. What prepares entries runs one after the
/// other, in the order of submission within a lane, just before the commit; a submission returns when
/// its commit is on disk.
///
/// There is no thread of its own: the first submitter leads, commits for all who are waiting, and
/// hands the lead to the next who waits.
public final class GroupCommitter: Sendable {
  /// Runs while the batch is prepared: sees `nextPosition`, appends entries, returns what its
  /// submitter gets. What it added is taken back where it throws.
  public typealias Work<Value> = @Sendable (inout Batch) throws -> Value

  /// A commit takes no further submissions once it has this many entries.
  public static let groupEntriesMax = 8_192
  /// Nor once it has this many submissions.
  public static let groupMax = 4_096
  /// For how long one commit prepares submissions of the bulk lane, about: one that comes to the live lane
  /// meanwhile waits for no more than that.
  public static let bulkShare = Duration.milliseconds(2)

  private let writer: LogWriter
  private let committed: @Sendable (Range<LogPosition>) -> Void
  private let queue = Mutex(CommitQueue())

  /// `committed` is called after each commit, in order, before its submitters go on and before
  /// anything is prepared for the next; also where there was nothing to write.
  public init(
    writer: LogWriter, committed: @escaping @Sendable (Range<LogPosition>) -> Void = { _ in }
  ) {
    self.writer = writer
    self.committed = committed
  }

  /// Blocks until the commit is on disk. Not to be called from a task: use the
  /// asynchronous form there.
  public func submit<Value: Sendable>(_ work: @escaping Work<Value>) throws -> Value {
    try submit(work, isAlone: false, whenCommitted: {})
  }

  /// The same in a commit of its own: `work` sees a log that has all that was prepared before it,
  /// and nothing else is prepared until `whenCommitted` has run, which it does where the commit
  /// succeeded.
  public func submitAlone<Value: Sendable>(
    _ work: @escaping Work<Value>, whenCommitted: @escaping @Sendable () -> Void
  ) throws -> Value {
    try submit(work, isAlone: true, whenCommitted: whenCommitted)
  }

  private func submit<Value: Sendable>(
    _ work: @escaping Work<Value>, isAlone: Bool, whenCommitted: @escaping @Sendable () -> Void
  ) throws -> Value {
    let outcome = Outcome<Value>()
    let done = DispatchSemaphore(value: 0)
    let ticket = Ticket(
      prepare: { try outcome.run(work, &$0) }, isBlocking: true, isAlone: isAlone,
      whenCommitted: whenCommitted, wake: { done.signal() })
    if enqueue(ticket) {
      lead(with: ticket)
    } else {
      done.wait()
      // Woken for either of two reasons: the commit is done, or it is this one's turn to lead.
      if ticket.isAskedToLead.load(ordering: .acquiring) { lead(with: ticket) }
    }
    return try outcome.value(ticket.failure)
  }

  /// Suspends until the commit is on disk.
  public func submit<Value: Sendable>(
    lane: CommitLane, _ work: @escaping Work<Value>
  ) async throws -> Value {
    let outcome = Outcome<Value>()
    return try await withCheckedThrowingContinuation { continuation in
      let ticket = Ticket(
        prepare: { try outcome.run(work, &$0) }, lane: lane, isBlocking: false, wake: {})
      ticket.resume = { failure in
        continuation.resume(with: Result { try outcome.value(failure) })
      }
      // A commit blocks, which a thread of the concurrency runtime must not.
      if enqueue(ticket) { GroupCommitter.leaders.async { self.leadInBackground() } }
    }
  }

  /// The same in the live lane.
  public func submit<Value: Sendable>(_ work: @escaping Work<Value>) async throws -> Value {
    try await submit(lane: .live, work)
  }

  private static let leaders = DispatchQueue(
    label: "group commit", qos: .userInitiated, attributes: .concurrent)

  /// Whether the submitter leads.
  private func enqueue(_ ticket: Ticket) -> Bool {
    queue.withLock { queue in
      queue.append(ticket)
      defer { queue.isLed = true }
      return !queue.isLed
    }
  }

  /// Submissions that no leader has taken yet.
  var waitingCount: Int { queue.withLock { $0.count } }

  /// Commits for those who wait until `own` is on disk, then hands on the lead: others may have come in
  /// front of it since it was its turn.
  private func lead(with own: Ticket) {
    var next = leadOnce()
    while !own.isFinished { next = leadOnce() }
    if let next { ask(next) }
  }

  /// Leads on a thread of our own for as long as the next in turn has none.
  private func leadInBackground() {
    while let next = leadOnce() {
      if next.isBlocking { return ask(next) }
    }
  }

  /// Makes one commit and gives who is to lead next; nil where nobody waits.
  private func leadOnce() -> Ticket? {
    let failure = writer.failure
    var batch = writer.makeBatch()
    var group: [Ticket] = []
    var bulkTime = Duration.zero
    while batch.count < GroupCommitter.groupEntriesMax, group.count < GroupCommitter.groupMax,
      let ticket = queue.withLock({
        $0.pop(isFirst: group.isEmpty, takesBulk: bulkTime < GroupCommitter.bulkShare)
      })
    {
      let begin = ticket.lane == .bulk ? ContinuousClock.now : nil
      if let failure { ticket.fail(.writerFailed(failure)) } else { ticket.run(&batch) }
      if let begin { bulkTime += .now - begin }
      group.append(ticket)
      if ticket.isAlone { break }
    }
    if failure == nil { commit(batch, group) }
    for ticket in group { ticket.finish() }
    return queue.withLock { queue in
      if queue.count == 0 { queue.isLed = false }
      return queue.first
    }
  }

  private func ask(_ next: Ticket) {
    guard next.isBlocking else { return GroupCommitter.leaders.async { self.leadInBackground() } }
    next.isAskedToLead.store(true, ordering: .releasing)
    next.wake()
  }

  private func commit(_ batch: Batch, _ group: [Ticket]) {
    do throws(LogError) {
      let range = try writer.append(batch: batch.entries)
      // On disk. A crash from here on loses acknowledgements, not entries.
      for ticket in group { ticket.committed() }
      committed(range)
    } catch {
      for ticket in group { ticket.fail(error) }
    }
  }
}
