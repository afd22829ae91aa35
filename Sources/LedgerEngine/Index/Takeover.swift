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
    var actor: String
    /// Asked when it is sure to come to it.
    var body: () -> [UInt8]
  }

  /// Entries that it may have to take in: what the pause lasts.
  static let lagMax: UInt64 = 256
  /// Rounds of following the log before the pause takes in what is left, however much comes
  /// meanwhile.
  static let roundsMax = 64
  /// How often it may be put off, and one.
  static let attemptsMax = 4

  private let ledger: Ledger
  private let successor: Successor
  private let record: Record?
  /// Asked when the successor has all that the log has.
  private let isToBe: (LogPosition) throws(LedgerError) -> Bool
  /// Whether it did not come to it.
  private(set) var isPutOff = false
  /// Where the log recorded it.
  private(set) var position: LogPosition?
  /// What the ledger had before.
  private(set) var former: Ledger.State?

  init(
    of ledger: Ledger, by successor: Successor, record: Record?,
    isToBe: @escaping (LogPosition) throws(LedgerError) -> Bool
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
    isPutOff = try !isToBe(batch.nextPosition)
    guard !isPutOff, let record else { return }
    position = try LedgerError.logging { () throws(LogError) in
      try ControlEntry.append(
        record.kind, body: record.body(), to: &batch, sealer: sealer,
        revision: successor.shape.revision, actor: record.actor,
        surroundings: ledger.surroundings)
    }
  }

  /// The record is on disk. Crash before: nothing has happened. Crash from here on: the log says
  /// that the successor counts, and the next opening takes it.
  func perform() {
    guard !isPutOff else { return }
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
  ///   - record: what the log is to say of it; nil where it is the same index, made again. Asked
  ///     shortly before each attempt.
  ///   - isToBe: asked while nothing is filed. It may refuse by throwing, or have it put off: then
  ///     `record` is asked again, as long as attempts are left.
  /// - Returns: where the log recorded it.
  @discardableResult
  func takeOver(
    with successor: Successor,
    record: (RulebookAction.Verified) throws(LedgerError) -> Takeover.Record?,
    isToBe: @escaping (LogPosition, _ attemptsLeft: Int) throws(LedgerError) -> Bool = {
      _, _ throws(LedgerError) in true
    }
  ) throws(LedgerError) -> LogPosition? {
    do throws(LedgerError) {
      try approach(with: successor)
      let verified = try successor.verify()
      try successor.complete()
      var attemptsLeft = Takeover.attemptsMax
      while true {
        attemptsLeft -= 1
        let record = try record(verified)
        try approach(with: successor)
        let left = attemptsLeft
        let takeover = Takeover(of: self, by: successor, record: record) {
          (position) throws(LedgerError) in try isToBe(position, left)
        }
        try run(takeover)
        if !takeover.isPutOff { return takeover.position }
        precondition(left > 0, "a takeover is put off only while attempts are left")
      }
    } catch {
      successor.discard(after: error)
      throw error
    }
  }

  private func run(_ takeover: Takeover) throws(LedgerError) {
    guard let writing else { throw .openedForReading }
    try submitAlone {
      try takeover.prepare(&$0, sealer: writing.log.makeSealer())
    } whenCommitted: {
      takeover.perform()
    }
    guard let former = takeover.former else { return }
    finish(former)
    // What is not removed now is removed by the next opening.
    let end = writing.log.nextPosition
    let number = state.withLock { $0.generation }
    if let recorded = try? Recorded(log: log, end: end) {
      try? Generation.sweep(in: directory, keeping: number, recorded)
    }
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
