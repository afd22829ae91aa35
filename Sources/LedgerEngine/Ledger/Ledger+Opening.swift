import Glibc
import LedgerChannels
public import LedgerCore
import LedgerIndex
import LedgerLog
public import LedgerRules
import LedgerStorage
import LedgerStorageWriting

extension Ledger {
  /// Creates a ledger with its first rulebook, open for writing.
  ///
  /// - Parameters:
  ///   - begin: when the ledger's time begins, where history is to be imported that is older than
  ///     now: no entry may be received before the one before it.
  ///   - actor: who creates it.
  public static func create(
    directory: String, rulebook: Rulebook, begin: Timestamp? = nil, actor: String = "operator",
    surroundings: Surroundings = .machine
  ) throws(LedgerError) -> Ledger {
    if exists(in: directory) { throw .ledgerExists(directory: directory) }
    if mkdir(directory, 0o700) != 0 && errno != EEXIST {
      throw .file(path: directory, errno: errno)
    }
    let lock = try LedgerError.storing { () throws(StorageError) in
      try WriterLock.acquire(directory: directory)
    }
    let writer = try LedgerError.logging { () throws(LogError) in
      try LogWriter.create(
        lock: lock, random: surroundings.randomBytes(LedgerKey.randomBytesCount),
        training: training(surroundings))
    }
    let actions: [(ControlKind, [UInt8])] = [
      (
        .ledgerCreated,
        JSONValue.object([
          ("engine", .string(engineVersion)), ("created", .string(surroundings.now().rfc3339)),
        ]).utf8
      ),
      (.rulebookActivated, RulebookArchive.bytes(of: rulebook.files)),
    ]
    try LedgerError.logging { () throws(LogError) in
      var batch = writer.makeBatch()
      for (kind, body) in actions {
        try ControlEntry.append(
          kind, body: body, to: &batch, sealer: writer.makeSealer(), revision: rulebook.revision,
          actor: actor, at: begin, surroundings: surroundings)
      }
      _ = try writer.append(batch: batch.entries)
    }
    // Crash here: a log without an index file, which the next opening builds.
    return try open(writer: writer, lock: lock, directory, surroundings) { _, _ in }
  }

  /// Whether a directory holds a ledger.
  public static func exists(in directory: String) -> Bool {
    access(directory + "/log.mdb", F_OK) == 0
  }

  /// A directory that may not be looked into is another trouble than one without a ledger.
  private static func requireLedger(in directory: String) throws(LedgerError) {
    guard !exists(in: directory) else { return }
    guard errno == ENOENT else { throw .file(path: directory, errno: errno) }
    throw .noLedger(directory: directory)
  }

  /// Opens a ledger for writing: the one process that may.
  ///
  /// - Parameter progress: while the index takes in what it lacks: position reached and end.
  public static func openForWriting(
    directory: String, surroundings: Surroundings = .machine,
    progress: (LogPosition, LogPosition) -> Void = { _, _ in }
  ) throws(LedgerError) -> Ledger {
    try requireLedger(in: directory)
    let lock = try LedgerError.storing { () throws(StorageError) in
      try WriterLock.acquire(directory: directory)
    }
    let writer = try LedgerError.logging { () throws(LogError) in
      try LogWriter.open(lock: lock, training: training(surroundings))
    }
    return try open(writer: writer, lock: lock, directory, surroundings, progress: progress)
  }

  private static func training(_ surroundings: Surroundings) -> LogWriter.Training {
    let seed = surroundings.randomBytes(8).reduce(0) { $0 << 8 | UInt64($1) }
    return LogWriter.Training(seed: seed)
  }

  private static func open(
    writer: LogWriter, lock: WriterLock, _ directory: String, _ surroundings: Surroundings,
    progress: (LogPosition, LogPosition) -> Void
  ) throws(LedgerError) -> Ledger {
    let end = writer.nextPosition
    let newest = try LedgerError.storing { () throws(StorageError) in
      try Generation.newest(in: directory).map { ($0.number, $0.shape) }
    }
    var opened: OpenedGeneration?
    if let newest {
      let file = try LedgerError.storing { () throws(StorageError) in
        try WritableEnvironment.open(
          path: Generation.path(newest.0, in: directory), schema: IndexSchema.schema,
          lock: lock)
      }
      opened = try OpenedGeneration.open(
        newest.0, file.reading, file, newest.1, log: writer.reader, end: end,
        progress: progress)
    }
    if opened == nil {
      opened = try OpenedGeneration.build(
        in: directory, lock: lock, log: writer.reader, end: end, rulebook: nil,
        progress: progress)
    }
    guard let opened else { throw .noLedger(directory: directory) }
    for number in Generation.numbers(in: directory) where number < opened.number {
      Generation.remove(number, in: directory)
    }
    return Ledger(
      directory: directory, surroundings: surroundings, log: writer.reader,
      writer: (lock, writer), state: opened.state())
  }

  /// Opens a ledger for reading, also while another process writes to it.
  public static func openForReading(
    directory: String, surroundings: Surroundings = .machine
  ) throws(LedgerError) -> Ledger {
    try requireLedger(in: directory)
    let opened = try readState(directory)
    return Ledger(
      directory: directory, surroundings: surroundings, log: opened.log, writer: nil,
      state: opened.opened.state())
  }

  /// The index first, then the log: what was acknowledged in between is seen all the same.
  static func readState(
    _ directory: String
  ) throws(LedgerError) -> (opened: OpenedGeneration, log: LogReader) {
    guard
      let newest = try LedgerError.storing({ () throws(StorageError) in
        try Generation.newest(in: directory)
      })
    else {
      // Where the log is not to be read either, that is the trouble.
      _ = try LedgerError.logging { () throws(LogError) in try LogReader.open(directory: directory)
      }
      throw .indexBehind(directory: directory)
    }
    let (log, end) = try LedgerError.logging { () throws(LogError) in
      let log = try LogReader.open(directory: directory)
      return (log, try log.nextPosition())
    }
    guard
      let opened = try OpenedGeneration.open(
        newest.number, newest.environment, nil, newest.shape, log: log, end: end,
        progress: { _, _ in })
    else { throw .indexBehind(directory: directory) }
    return (opened, log)
  }

  /// Writes what is left in memory into the index file. Nothing is lost without it: the
  /// log has it all.
  public func close() throws(LedgerError) {
    guard writing != nil else { return }
    try flush()
  }
}
