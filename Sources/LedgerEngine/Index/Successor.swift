import LedgerCore
import LedgerIndex
import LedgerLog
import LedgerRules
import LedgerStorage
import LedgerStorageWriting

/// An index file that is to take over: made beside the one in use, which goes on taking deliveries
/// meanwhile. Unchecked: who makes it waits while the switch uses it in another thread.
final class Successor: @unchecked Sendable {
  let number: Int
  let index: LiveIndex
  let file: WritableEnvironment
  let shape: Generation.Shape
  /// Whether it stood there already, from when its rulebook was in force before.
  let isKept: Bool
  private let directory: String
  private let log: LogReader
  private var catchUp: CatchUp

  /// Where successors are made.
  struct Place {
    var directory: String
    var lock: WriterLock
    var log: LogReader
    /// The last action so far that bears on what an index is made of: a later one would void it.
    var landmark: LogPosition
  }

  private init(
    _ place: Place, number: Int, index: LiveIndex, file: WritableEnvironment,
    shape: Generation.Shape, isKept: Bool
  ) {
    directory = place.directory
    log = place.log
    self.number = number
    self.index = index
    self.file = file
    self.shape = shape
    self.isKept = isKept
    catchUp = CatchUp(log: log, index: index, file: file, shaped: place.landmark)
  }

  /// Made of the index file in use, where only the fold differs: no body is read. It ends where
  /// that file ended.
  static func refolded(
    _ place: Place, from active: Environment, shape: Generation.Shape, rulebook: Rulebook,
    progress: (Int, Int) -> Void
  ) throws(LedgerError) -> Successor {
    let number = Generation.nextNumber(in: place.directory)
    return try LedgerError.storing { () throws(StorageError) in
      let file = try WritableEnvironment.createCopy(
        path: Generation.path(number, in: place.directory), of: active, lock: place.lock
      ) { (transaction) throws(StorageError) in try Generation.forget(transaction) }
      do throws(StorageError) {
        let index = try LiveIndex(
          environment: file.reading, rulebook: rulebook, hash: place.log.key.hasher,
          separated: shape.separated)
        try index.refold(in: file, progress: progress)
        return Successor(
          place, number: number, index: index, file: file, shape: shape, isKept: false)
      } catch {
        Generation.remove(number, in: place.directory)
        throw error
      }
    }
  }

  /// Made of the log alone.
  static func built(
    _ place: Place, end: LogPosition, rulebook: Rulebook, separating: [Reference],
    progress: (LogPosition, LogPosition) -> Void
  ) throws(LedgerError) -> Successor {
    let number = Generation.nextNumber(in: place.directory)
    do throws(LedgerError) {
      let built = try OpenedGeneration.build(
        in: place.directory, lock: place.lock, log: place.log, end: end, rulebook: rulebook,
        separating: separating, isFinal: false, progress: progress)
      guard let file = built.file else { throw .openedForReading }
      return Successor(
        place, number: built.number, index: built.index, file: file, shape: built.shape,
        isKept: false)
    } catch {
      Generation.remove(number, in: place.directory)
      throw error
    }
  }

  /// The file that is kept of a rulebook that was in force before; nil where there is none that
  /// fits.
  static func kept(
    _ place: Place, shape: Generation.Shape, rulebook: Rulebook, except active: Int,
    end: LogPosition
  ) throws(LedgerError) -> Successor? {
    try LedgerError.storing { () throws(StorageError) in
      let found = try Generation.candidates(in: place.directory, shape)
        .first { $0.number != active && $0.appliedThrough <= end }
      guard let found else { return nil }
      let file = try WritableEnvironment.open(
        path: Generation.path(found.number, in: place.directory), schema: IndexSchema.schema,
        lock: place.lock)
      let index = try LiveIndex(
        environment: file.reading, rulebook: rulebook, hash: place.log.key.hasher,
        separated: found.shape.separated)
      return Successor(
        place, number: found.number, index: index, file: file, shape: found.shape, isKept: true)
    }
  }

  /// Takes in what the log has got since.
  func follow(
    until end: LogPosition, progress: @escaping (LogPosition) -> Void = { _ in }
  ) throws(LedgerError) {
    catchUp.progress = progress
    defer { catchUp.progress = { _ in } }
    try catchUp.run(until: end)
    precondition(
      catchUp.reshaping == nil, "what shapes an index is not recorded while one is being made")
  }

  func flush() throws(LedgerError) {
    guard index.hasUnwritten else { return }
    try LedgerError.storing { () throws(StorageError) in _ = try index.flush(to: file) }
  }

  /// The totals with everything that it has taken in.
  func totals() throws(LedgerError) -> IndexTotals {
    try LedgerError.storing { () throws(StorageError) in
      try file.read { (base) throws(StorageError) in try index.currentTotals(base) }
    }
  }

  /// Counts all rows and compares with what was counted while they were written.
  ///
  /// - Returns: the digest over all orders, and where they end.
  func verify() throws(LedgerError) -> RulebookAction.Verified {
    try flush()
    let counted = try LedgerError.storing { () throws(StorageError) in try index.recount() }
    guard counted == index.totals else {
      throw .promotion(
        .indexDiffers(
          path: file.path, kept: isKept, expected: index.totals.digest, found: counted.digest))
    }
    return RulebookAction.Verified(through: index.nextPosition, digest: counted.digest)
  }

  /// From here on it counts, once the log says that its rulebook is in force.
  func complete() throws(LedgerError) {
    try flush()
    guard !isKept else { return }
    try LedgerError.storing { () throws(StorageError) in try Generation.complete(file, shape) }
  }

  /// Removes the file where it did not take over, unless it was there before and is sound.
  func discard(after error: LedgerError) {
    switch error {
    // The record may be on disk all the same, and then the file counts; else the next opening
    // removes it.
    case .log: return
    case .promotion(.indexDiffers): break
    default: if isKept { return }
    }
    Generation.remove(number, in: directory)
  }

  /// What the ledger has once this one has taken over.
  func state(landmark: LogPosition?) -> Ledger.State {
    Ledger.State(
      index: index, file: file, generation: number, runtimes: catchUp.runtimes, shape: shape,
      landmark: landmark)
  }
}
