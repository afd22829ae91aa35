import LedgerCore
import LedgerIndex
import LedgerLog
import LedgerRules
import LedgerStorage
import LedgerStorageWriting

/// An index file that has taken in the log to its end.
struct OpenedGeneration {
  var number: Int
  var index: LiveIndex
  var file: WritableEnvironment?
  var shape: Generation.Shape
  var runtimes: [ChannelRuntime]
  /// Positions of what could not be read, and was left out: by readers alone.
  var unread: [LogPosition] = []
  /// The same for want of the master key.
  var locked: [LogPosition] = []

  /// - Parameter landmark: the last one that the log had when this was chosen.
  func state(landmark: LogPosition?) -> Ledger.State {
    Ledger.State(
      index: index, file: file, generation: number, runtimes: runtimes, shape: shape,
      landmark: landmark, locked: locked)
  }

  /// Opens a complete file and takes in what it lacks; nil where it is ahead of the log.
  static func open(
    _ number: Int, _ environment: Environment, _ file: WritableEnvironment?,
    _ shape: Generation.Shape, rulebook: Rulebook, log: LogReader, end: LogPosition,
    progress: (LogPosition, LogPosition) -> Void
  ) throws(LedgerError) -> OpenedGeneration? {
    let index = try LedgerError.storing { () throws(StorageError) in
      try LiveIndex(
        environment: environment, rulebook: rulebook, hash: log.key.hasher,
        separated: shape.separated)
    }
    // A file that knows of more than the log holds was written for a commit that failed. To a
    // reader, the writer may have written since the log was looked at.
    guard file == nil || index.nextPosition <= end else { return nil }
    var catchUp = CatchUp(log: log, index: index, file: file, shaped: .init(.max))
    try withoutActuallyEscaping(progress) { progress throws(LedgerError) in
      catchUp.progress = { progress($0, end) }
      // Also where it throws: what is kept of the closure ends the process.
      defer { catchUp.progress = { _ in } }
      try catchUp.run(until: end)
    }
    return OpenedGeneration(
      number: number, index: index, file: file, shape: shape, runtimes: catchUp.runtimes,
      unread: catchUp.damaged, locked: catchUp.locked)
  }

  /// The file that fits what the log says best, open for writing; nil where there is none, and one
  /// must be built.
  ///
  /// - Parameter own: the file that this process has open for writing already.
  static func fitting(
    _ recorded: Recorded, in directory: String, lock: WriterLock, own: WritableEnvironment? = nil,
    log: LogReader, end: LogPosition, progress: (LogPosition, LogPosition) -> Void
  ) throws(LedgerError) -> OpenedGeneration? {
    guard let shape = recorded.shape else { return nil }
    let candidates = try LedgerError.storing { () throws(StorageError) in
      try Generation.candidates(in: directory, shape)
    }
    guard !candidates.isEmpty else { return nil }
    let rulebook = try OpenedGeneration.rulebook(activatedAt: recorded.activation, log: log)
    for candidate in candidates where candidate.appliedThrough <= end {
      let path = Generation.path(candidate.number, in: directory)
      let file: WritableEnvironment
      if let own, own.path == path {
        file = own
      } else {
        file = try LedgerError.storing { () throws(StorageError) in
          try WritableEnvironment.open(path: path, schema: IndexSchema.schema, lock: lock)
        }
      }
      let opened = try open(
        candidate.number, file.reading, file, candidate.shape, rulebook: rulebook, log: log,
        end: end, progress: progress)
      if let opened { return opened }
    }
    return nil
  }

  /// Builds a new file from the log alone.
  ///
  /// - Parameters:
  ///   - rulebook: nil for the one that the log last activated.
  ///   - separating: references to take out of joining beyond those that the log records.
  ///   - isFinal: whether the file is complete with that; else the caller declares it so.
  static func build(
    in directory: String, lock: WriterLock, log: LogReader, end: LogPosition,
    rulebook: Rulebook?, separating: [Reference] = [], isFinal: Bool = true,
    progress: (LogPosition, LogPosition) -> Void
  ) throws(LedgerError) -> OpenedGeneration {
    let recorded = try Recorded(log: log, end: end)
    let active: Rulebook =
      if let rulebook { rulebook } else {
        try OpenedGeneration.rulebook(activatedAt: recorded.activation, log: log)
      }
    let shape = Generation.Shape(
      revision: active.revision, separated: recorded.separated + separating)
    let number = Generation.nextNumber(in: directory)
    let file = try LedgerError.storing { () throws(StorageError) in
      try WritableEnvironment.create(
        path: Generation.path(number, in: directory), schema: IndexSchema.schema, lock: lock)
    }
    let index = try LedgerError.storing { () throws(StorageError) in
      try LiveIndex(
        environment: file.reading, rulebook: active, hash: log.key.hasher,
        separated: shape.separated)
    }
    var catchUp = CatchUp(log: log, index: index, file: file, shaped: .init(.max))
    try withoutActuallyEscaping(progress) { progress throws(LedgerError) in
      catchUp.progress = { progress($0, end) }
      defer { catchUp.progress = { _ in } }
      try catchUp.run(until: end)
    }
    try LedgerError.storing { () throws(StorageError) in
      try index.flush(to: file)
      // Crash before: an incomplete file, which no opening takes. After: it counts, if the log has
      // its rulebook in force.
      if isFinal { try Generation.complete(file, shape) }
    }
    return OpenedGeneration(
      number: number, index: index, file: file, shape: shape, runtimes: catchUp.runtimes)
  }

  /// The rulebook that an entry of the log activated.
  static func rulebook(
    activatedAt position: LogPosition, log: LogReader
  ) throws(LedgerError) -> Rulebook {
    try RulebookEntry.rulebook(at: position, log: log)
  }
}
