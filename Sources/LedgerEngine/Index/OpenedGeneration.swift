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
  /// Deliveries that were taken in without their bodies, which are not kept.
  var unread: [LogPosition] = []

  func state() -> Ledger.State {
    Ledger.State(
      index: index, file: file, generation: number, runtimes: runtimes,
      activation: shape.activation, shape: shape)
  }

  /// Opens a complete file and takes in what it lacks; nil where the log asks for another one, or
  /// where it is ahead of the log.
  static func open(
    _ number: Int, _ environment: Environment, _ file: WritableEnvironment?,
    _ shape: Generation.Shape, log: LogReader, end: LogPosition,
    progress: (LogPosition, LogPosition) -> Void
  ) throws(LedgerError) -> OpenedGeneration? {
    let rulebook = try rulebook(activatedAt: shape.activation, log: log)
    let index = try LedgerError.storing { () throws(StorageError) in
      try LiveIndex(
        environment: environment, rulebook: rulebook, hash: log.key.hasher,
        separated: shape.separated)
    }
    // A file that knows of more than the log holds was written for a commit that failed. To a
    // reader, the writer may have written since the log was looked at.
    guard file == nil || index.nextPosition <= end else { return nil }
    var catchUp = CatchUp(log: log, index: index, file: file, shaped: shape.shaped)
    try withoutActuallyEscaping(progress) { progress throws(LedgerError) in
      catchUp.progress = { progress($0, end) }
      try catchUp.run(until: end)
      catchUp.progress = { _ in }
    }
    guard catchUp.reshaping == nil else { return nil }
    return OpenedGeneration(
      number: number, index: index, file: file, shape: shape, runtimes: catchUp.runtimes)
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
    var recorded = try Recorded(log: log, end: end)
    recorded.separated += separating
    let number = (Generation.numbers(in: directory).first ?? 0) + 1
    let file = try LedgerError.storing { () throws(StorageError) in
      try WritableEnvironment.create(
        path: Generation.path(number, in: directory), schema: IndexSchema.schema, lock: lock)
    }
    let active: Rulebook =
      if let rulebook { rulebook } else {
        try OpenedGeneration.rulebook(activatedAt: recorded.activation, log: log)
      }
    let index = try LedgerError.storing { () throws(StorageError) in
      try LiveIndex(
        environment: file.reading, rulebook: active, hash: log.key.hasher,
        separated: recorded.separated)
    }
    var catchUp = CatchUp(log: log, index: index, file: file, shaped: .init(.max))
    try withoutActuallyEscaping(progress) { progress throws(LedgerError) in
      catchUp.progress = { progress($0, end) }
      try catchUp.run(until: end)
      catchUp.progress = { _ in }
    }
    let shape = Generation.Shape(
      activation: recorded.activation, shaped: recorded.shaped, separated: recorded.separated)
    try LedgerError.storing { () throws(StorageError) in
      try index.flush(to: file)
      // Crash before: an incomplete file, which no opening takes. After: the newest one.
      if isFinal { try Generation.complete(file, shape) }
    }
    return OpenedGeneration(
      number: number, index: index, file: file, shape: shape, runtimes: catchUp.runtimes,
      unread: catchUp.unread)
  }

  /// The rulebook that an entry of the log activated.
  static func rulebook(
    activatedAt position: LogPosition, log: LogReader
  ) throws(LedgerError) -> Rulebook {
    let payload = try LedgerError.logging { () throws(LogError) in
      try log.body(at: position, verifying: true)
    }
    guard let payload, let files = try? RulebookArchive.files(in: payload.body) else {
      throw .notAnActivation(position)
    }
    do { return try Rulebook.compile(files: files) } catch { throw .rulebook(error) }
  }
}

/// The actions of the log that shape an index.
struct Recorded {
  var activation: LogPosition
  var shaped: LogPosition
  var separated: [Reference] = []
  /// Every activation, oldest first.
  var activations: [(position: LogPosition, revision: Hash256?, received: Timestamp)] = []

  init(log: LogReader, end: LogPosition) throws(LedgerError) {
    activation = LogPosition(1)
    shaped = activation
    guard end > .first else { return }
    var separations: [LogPosition] = []
    var found: [(position: LogPosition, revision: Hash256?, received: Timestamp)] = []
    try LedgerError.logging { () throws(LogError) in
      try log.scan(from: .first, through: LogPosition(end.rawValue - 1)) { view in
        guard view.isControl else { return .next }
        let entry = Entry(view)
        guard case .control(let kind) = entry.kind else { return .next }
        switch ControlKind(rawValue: kind) {
        case .rulebookActivated: found.append((entry.position, entry.revision, entry.received))
        case .separate: separations.append(entry.position)
        default: break
        }
        return .next
      }
    }
    activations = found
    activation = found.last?.position ?? activation
    shaped = max(activation, separations.last ?? activation)
    for position in separations {
      let payload = try LedgerError.logging { () throws(LogError) in
        try log.body(at: position, verifying: true)
      }
      separated += ControlBody.references(payload?.body ?? [])
    }
  }
}
