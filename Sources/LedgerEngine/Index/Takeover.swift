import LedgerCore
import LedgerIndex
import LedgerLog
import LedgerStorage

/// The moment in which another index takes over: alone in a commit of its own, so that nothing is
/// filed while it lasts. Unchecked: whoever asked for it waits until the committer has run it.
final class Takeover: @unchecked Sendable {
  /// What the log records of it.
  struct Record {
    var kind: ControlKind
    var body: [UInt8]
    var actor: String
  }

  /// Entries that it may have to take in: what the pause lasts.
  static let lagMax: UInt64 = 256
  /// Rounds of following the log before the pause takes in what is left, however much comes
  /// meanwhile.
  static let roundsMax = 64

  private let ledger: Ledger
  private let successor: Successor
  private let record: Record?
  /// Asked when the successor has all that the log has, and may refuse.
  private let isToBe: (LogPosition) throws(LedgerError) -> Void
  /// Where the log recorded it.
  private(set) var position: LogPosition?
  /// What the ledger had before.
  private(set) var former: Ledger.State?

  init(
    of ledger: Ledger, by successor: Successor, record: Record?,
    isToBe: @escaping (LogPosition) throws(LedgerError) -> Void
  ) {
    self.ledger = ledger
    self.successor = successor
    self.record = record
    self.isToBe = isToBe
  }

  /// Brings the successor to the end of the log and appends the record.
  func prepare(_ batch: inout Batch, sealer: BodySealer) throws(LedgerError) {
    try successor.follow(until: batch.nextPosition)
    precondition(
      successor.index.nextPosition == batch.nextPosition, "a successor has all that was filed")
    try isToBe(batch.nextPosition)
    guard let record else { return }
    position = try LedgerError.logging { () throws(LogError) in
      try ControlEntry.append(
        record.kind, body: record.body, to: &batch, sealer: sealer,
        revision: successor.shape.revision, actor: record.actor,
        surroundings: ledger.surroundings)
    }
  }

  /// The record is on disk. Crash before: nothing has happened. Crash from here on: the log says
  /// that the successor counts, and the next opening takes it.
  func perform() {
    let index = successor.index
    ledger.state.withLock { state in
      if let position { index.note(entry: position, duplicateOn: nil, at: .distantPast) }
      index.countsFrom = index.nextPosition
      former = state
      state = successor.state(landmark: state.landmark)
      ledger.runtimes.tell(state.runtimes)
    }
  }
}

extension Ledger {
  /// What a successor is made of, and what it is told of its making.
  func place() throws(LedgerError) -> Successor.Place {
    guard let writing else { throw .openedForReading }
    let recorded = try Recorded(log: log, end: writing.log.nextPosition)
    return Successor.Place(
      directory: directory, lock: writing.lock, log: log,
      landmark: recorded.landmarks.last ?? .first)
  }

  /// Lets a successor follow the log until little is left, so that the takeover is short.
  func approach(with successor: Successor) throws(LedgerError) {
    guard let writing else { throw .openedForReading }
    for _ in 0..<Takeover.roundsMax {
      let end = writing.log.nextPosition
      guard end.rawValue - successor.index.nextPosition.rawValue > Takeover.lagMax else { return }
      try successor.follow(until: end)
    }
  }

  /// Puts a successor in place of the index in use, once its rows have been counted. The former
  /// file is kept where a rollback would go back to it.
  ///
  /// - Parameters:
  ///   - record: what the log is to say of it; nil where it is the same index, made again.
  ///   - isToBe: asked while nothing is filed, and may refuse.
  /// - Returns: where the log recorded it.
  @discardableResult
  func takeOver(
    with successor: Successor,
    record: (RulebookAction.Verified) throws(LedgerError) -> Takeover.Record?,
    isToBe: @escaping (LogPosition) throws(LedgerError) -> Void = { _ throws(LedgerError) in }
  ) throws(LedgerError) -> LogPosition? {
    do throws(LedgerError) {
      try approach(with: successor)
      let verified = try successor.verify()
      try successor.complete()
      let record = try record(verified)
      try approach(with: successor)
      let takeover = Takeover(of: self, by: successor, record: record, isToBe: isToBe)
      return try run(takeover)
    } catch {
      successor.discard(after: error)
      throw error
    }
  }

  private func run(_ takeover: Takeover) throws(LedgerError) -> LogPosition? {
    guard let writing else { throw .openedForReading }
    try submitAlone {
      try takeover.prepare(&$0, sealer: writing.log.makeSealer())
    } whenCommitted: {
      takeover.perform()
    }
    guard let former = takeover.former else {
      preconditionFailure("a takeover that was committed was performed")
    }
    finish(former)
    // What is not removed now is removed by the next opening.
    let end = writing.log.nextPosition
    let number = state.withLock { $0.generation }
    if let recorded = try? Recorded(log: log, end: end) {
      try? Generation.sweep(in: directory, keeping: number, recorded)
    }
    return takeover.position
  }

  /// Writes what the former index has in memory into its file, which a rollback then need not take
  /// in from the log. Where that fails, it will.
  private func finish(_ former: State) {
    var former = former
    try? former.finishWriting()
    if former.index.hasUnwritten, let file = former.file,
      let outcomes = try? former.index.flush(to: file)
    {
      former.written.merge(outcomes, uniquingKeysWith: +)
    }
    state.withLock { $0.written.merge(former.written, uniquingKeysWith: +) }
  }
}
