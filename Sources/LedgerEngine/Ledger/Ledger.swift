public import LedgerCore
public import LedgerIndex
import LedgerLog
public import LedgerRules
import LedgerStorage
import LedgerStorageWriting

/// A ledger: the log of every delivery, and what follows from it.
///
/// Opened for reading, it shows all that was acknowledged when it was opened, also while another
/// process writes. Opened for writing, it is the one writer.
public final class Ledger: Sendable {
  public static let engineVersion = "0.1.0"
  /// Items in the tail at which it is written into the index.
  public static let tailItemsMax = 160_000

  public let directory: String
  public let surroundings: Surroundings
  /// What was found when it was opened for reading; nothing where all that was looked at is right.
  public let damage: [LedgerDamage]
  let log: LogReader
  let scope: ReadingScope
  let erasures: Erasures
  let writing: Writing?
  let state: Confined<State>
  /// Held while an index file is made that is to take the place of the one in use: one at a time.
  let reshaping = Confined(())
  /// For those who make deliveries ready while another index takes over.
  let runtimes = CurrentRuntimes()

  /// What a ledger that is opened for reading shows.
  public enum ReadingScope: Sendable {
    /// All that was acknowledged when it was opened, or last had to read anew.
    case acknowledged
    /// What is in the index file: what a writer has put there last. Nothing is taken in from the log, so
    /// each reading costs the same, however much a writer takes meanwhile.
    case filed
  }

  /// What only the writer has.
  struct Writing: Sendable {
    let lock: WriterLock
    let log: LogWriter
    let committer: GroupCommitter
  }

  struct State {
    var index: LiveIndex
    var file: WritableEnvironment?
    var generation: Int
    var runtimes: [ChannelRuntime]
    var shape: Generation.Shape
    /// The last of the log's landmarks when the file was chosen.
    var landmark: LogPosition?
    /// See `Ledger.locked`.
    var locked: [LogPosition] = []
    /// Outcomes of the items that were written into the index since the ledger was opened.
    var written: [Outcome: Int] = [:]
    /// The tail that is being written, if one is.
    var writing: TailWriting?
    /// Whether the tail is to be written at the next commit, full or not.
    var isToBeWritten = false

    /// Where that fails, the tail is kept, and the next flush or reading meets the failure.
    mutating func writeTailIfDue() {
      guard isToBeWritten || index.tailCount >= Ledger.tailItemsMax else { return }
      do {
        try writeTail()
        isToBeWritten = false
      } catch {
        isToBeWritten = true
      }
    }

    /// Begins to write the tail, once the one before it is in the file.
    mutating func writeTail() throws(LedgerError) {
      guard let file else { throw .openedForReading }
      try finishWriting()
      guard index.hasUnwritten else { return }
      writing = TailWriting(of: index, to: file)
    }

    /// Waits for the tail that is being written.
    mutating func finishWriting() throws(LedgerError) {
      guard let writing else { return }
      let outcomes = try LedgerError.storing { () throws(StorageError) in
        try writing.finish(into: index)
      }
      self.writing = nil
      written.merge(outcomes, uniquingKeysWith: +)
    }
  }

  init(
    directory: String, surroundings: Surroundings, log: LogReader,
    writer: (lock: WriterLock, log: LogWriter)?, state: State, damage: [LedgerDamage] = [],
    scope: ReadingScope = .acknowledged
  ) {
    self.scope = scope
    self.damage = damage
    self.directory = directory
    self.surroundings = surroundings
    self.log = log
    erasures = Erasures(log: log)
    let state = Confined(state)
    self.state = state
    writing = writer.map { lock, log in
      // Between two commits all that is filed is also in the log, so that the index
      // never gets ahead.
      let committer = GroupCommitter(writer: log) { _ in state.withLock { $0.writeTailIfDue() } }
      return Writing(lock: lock, log: log, committer: committer)
    }
  }

  /// The rulebook in force.
  public var rulebook: Rulebook { state.withLock { $0.index.rulebook } }

  public var channels: [ChannelRow] { state.withLock { $0.index.channels } }

  /// The first position that is not in the log yet, as far as this ledger has read.
  public var nextPosition: LogPosition { state.withLock { $0.index.nextPosition } }

  /// Outcomes, when they were written into the index, of the items written since this was opened.
  public var outcomesWritten: [Outcome: Int] { state.withLock { $0.written } }

  /// Entries that the index file lacks, and that a reader without the master key could not look at: what
  /// they say is in no answer.
  public var locked: [LogPosition] { state.withLock { $0.locked } }

  /// Identifies the ledger; not secret.
  public var id: String { log.key.id.description }

  /// Whether bodies are kept under keys of data subjects.
  public var isEncrypted: Bool { log.key.isEncrypted }

  /// The root of the hash tree over the first entries of the log (RFC 6962).
  ///
  /// - Parameter size: how many.
  public func root(of size: LogPosition) throws(LedgerError) -> Hash256 {
    try LedgerError.logging { () throws(LogError) in try log.root(size: size) }
  }

  /// Runs a body on the index and a snapshot of its file.
  func reading<Result>(
    _ body: (LiveIndex, borrowing ReadTransaction) throws(LedgerError) -> Result
  ) throws(LedgerError) -> Result {
    try state.withLock { (state) throws(LedgerError) in
      try state.finishWriting()
      for _ in 0..<Ledger.rereadingsMax {
        let index = state.index
        let landmark = state.landmark
        let result: Result? = try index.environment.read(failingWith: LedgerError.self) {
          (base) throws(LedgerError) in
          guard try isCurrent(index, landmark, base) else { return nil }
          return try body(index, base)
        }
        if let result { return result }
        state = try Ledger.readState(directory, surroundings, scope).state
      }
      throw .indexBehind(directory: directory)
    }
  }

  /// Runs a body on all that is filed, by whoever files: nothing may be filed meanwhile.
  func filed<Result>(
    _ body: (LiveIndex, borrowing ReadTransaction) throws(LedgerError) -> Result
  ) throws(LedgerError) -> Result {
    try state.withLock { (state) throws(LedgerError) in
      try state.finishWriting()
      let index = state.index
      return try index.environment.read(failingWith: LedgerError.self) {
        (base) throws(LedgerError) in try body(index, base)
      }
    }
  }

  /// How often a reader begins anew because a writer has written its index file in between.
  private static let rereadingsMax = 64

  /// Whether a reader's tail still begins where this snapshot of the file ends, and no other file
  /// has taken its place since. A writer's own always is.
  private func isCurrent(
    _ index: LiveIndex, _ landmark: LogPosition?, _ base: borrowing ReadTransaction
  ) throws(LedgerError) -> Bool {
    guard writing == nil else { return true }
    let isTail: Bool
    do throws(StorageError) {
      var isSame = try index.isTailOf(base)
      if !isSame, scope == .filed { isSame = try index.follow(base) }
      isTail = isSame
    } catch {
      throw .storage(error)
    }
    guard isTail else { return false }
    return try LedgerError.logging { () throws(LogError) in
      try log.landmarks()?.last == landmark
    }
  }
}
