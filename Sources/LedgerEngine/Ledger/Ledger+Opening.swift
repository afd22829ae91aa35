import Glibc
import LedgerChannels
public import LedgerCore
import LedgerIndex
import LedgerLog
import LedgerProofs
public import LedgerRules
import LedgerStorage
import LedgerStorageWriting

extension Ledger {
  /// Creates a ledger with its first rulebook, open for writing.
  ///
  /// - Parameters:
  ///   - begin: when the ledger's time begins, where history is to be imported that is older than
  ///     now: no entry may be received before the one before it.
  ///   - origin: the name that its checkpoints are signed in; made of its id where nil.
  ///   - isEncrypted: whether bodies are kept under keys of data subjects, for which the surroundings
  ///     have the master key.
  ///   - actor: who creates it.
  public static func create(
    directory: String, rulebook: Rulebook, begin: Timestamp? = nil, origin: String? = nil,
    isEncrypted: Bool = false, actor: String = "operator", surroundings: Surroundings = .machine
  ) throws(LedgerError) -> Ledger {
    if mkdir(directory, 0o700) != 0 && errno != EEXIST {
      throw .file(path: directory, errno: errno)
    }
    let lock = try LedgerError.storing { () throws(StorageError) in
      let lock = try WriterLock.acquire(directory: directory)
      try Files.syncDirectory(Files.directory(of: directory))
      return lock
    }
    let writer = try newLog(lock, isEncrypted: isEncrypted, surroundings)
    let key = try SigningKeyFile(in: directory).make(
      named: origin ?? "orderledger/\(writer.key.id)", surroundings)
    let actions: [(ControlKind, [UInt8])] = [
      (
        .ledgerCreated,
        JSONValue.object([
          ("engine", .string(engineVersion)), ("created", .string(surroundings.now().rfc3339)),
          ("signing_key", .string(key.verifier.text)), ("ledger", .string("\(writer.key.id)")),
          ("reference_key_hash", .string(writer.key.referenceKey.commitment.base64)),
        ]).utf8
      ),
      (
        .rulebookActivated,
        ControlBody.rulebookSwitch(
          RulebookAction.Switch(first: rulebook), files: rulebook.files, reason: "", by: actor)
      ),
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

  /// A log without entries; `ledgerExists` where one has some.
  private static func newLog(
    _ lock: WriterLock, isEncrypted: Bool, _ surroundings: Surroundings
  ) throws(LedgerError) -> LogWriter {
    do throws(LogError) {
      let master = isEncrypted ? try surroundings.masterKey() : nil
      if isEncrypted, master == nil { throw .masterKeyMissing }
      return try LogWriter.create(
        lock: lock, random: surroundings.randomBytes(LedgerKey.randomBytesCount),
        training: training(surroundings), master: master)
    } catch {
      guard case .storage(.exists) = error else { throw .log(error) }
      throw .ledgerExists(directory: lock.directory)
    }
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
      try LogWriter.open(
        lock: lock, training: training(surroundings), master: surroundings.masterKey)
    }
    // Its creation was cut short.
    guard writer.nextPosition > .first else { throw .noLedger(directory: directory) }
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
    let log = writer.reader
    let damage = LedgerDamage.found(in: directory, log: log, end: end)
    guard damage.isEmpty else { throw .damaged(directory: directory, damage) }
    // What was left by makers of index files that were killed.
    Generation.removeUnfinished(in: directory)
    let recorded = try Recorded(log: log, end: end)
    try LedgerError.logging { () throws(LogError) in
      if try log.landmarks() == nil { try writer.list(landmarks: recorded.landmarks) }
    }
    var opened = try OpenedGeneration.fitting(
      recorded, in: directory, lock: lock, log: log, end: end, progress: progress)
    if opened == nil {
      opened = try OpenedGeneration.build(
        in: directory, lock: lock, log: log, end: end, rulebook: nil, progress: progress)
    }
    guard let opened else { throw .noLedger(directory: directory) }
    try LedgerError.storing { () throws(StorageError) in
      try Generation.sweep(in: directory, keeping: opened.number, recorded)
    }
    let ledger = Ledger(
      directory: directory, surroundings: surroundings, log: log, writer: (lock, writer),
      state: opened.state(landmark: recorded.listed))
    try ledger.finishErasures()
    return ledger
  }

  /// Opens a ledger for reading, also while another process writes to it.
  public static func openForReading(
    directory: String, surroundings: Surroundings = .machine, scope: ReadingScope = .acknowledged
  ) throws(LedgerError) -> Ledger {
    try requireLedger(in: directory)
    let read = try readState(directory, surroundings, scope)
    var damage = LedgerDamage.found(
      in: directory, log: read.log, end: read.state.index.nextPosition)
    if !read.unread.isEmpty { damage.append(.unread(read.unread)) }
    return Ledger(
      directory: directory, surroundings: surroundings, log: read.log, writer: nil,
      state: read.state, damage: damage, scope: scope)
  }

  /// The log says which index file counts, and that takes in what else the log has.
  ///
  /// - Returns: also the positions of what could not be read, and was left out.
  static func readState(
    _ directory: String, _ surroundings: Surroundings, _ scope: ReadingScope
  ) throws(LedgerError) -> (state: State, log: LogReader, unread: [LogPosition]) {
    for _ in 0..<readingsMax {
      let (log, end) = try LedgerError.logging { () throws(LogError) in
        let log = try LogReader.open(directory: directory, master: surroundings.masterKey)
        return (log, try log.nextPosition())
      }
      // Its creation was cut short.
      guard end > .first else { throw .noLedger(directory: directory) }
      let recorded = try Recorded(log: log, end: end)
      guard let shape = recorded.shape else { throw .indexBehind(directory: directory) }
      guard
        let found = try LedgerError.storing({ () throws(StorageError) in
          try Generation.candidates(in: directory, shape).first
        })
      else {
        // A writer may have switched to another file just now, and removed this one.
        if try LedgerError.logging({ () throws(LogError) in try log.landmarks()?.last })
          == recorded.listed
        {
          throw .indexBehind(directory: directory)
        }
        continue
      }
      let until = scope == .filed ? LogPosition.first : end
      if let read = try readState(found, recorded, directory, log, until) {
        return (read.state, log, read.unread)
      }
    }
    throw .indexBehind(directory: directory)
  }

  /// How often a reader begins anew because a writer has switched in between.
  private static let readingsMax = 16

  /// Nil where the file has been removed.
  private static func readState(
    _ found: Generation.Candidate, _ recorded: Recorded, _ directory: String, _ log: LogReader,
    _ end: LogPosition
  ) throws(LedgerError) -> (state: State, unread: [LogPosition])? {
    let environment: Environment
    do {
      environment = try Environment.open(
        path: Generation.path(found.number, in: directory), schema: IndexSchema.schema)
    } catch {
      if case .missing = error { return nil }
      throw .storage(error)
    }
    let opened = try OpenedGeneration.open(
      found.number, environment, nil, found.shape,
      rulebook: try RulebookEntry.rulebook(at: recorded.activation, log: log), log: log, end: end,
      progress: { _, _ in })
    return opened.map { ($0.state(landmark: recorded.listed), $0.unread) }
  }

  /// Writes what is left in memory into the index file. Nothing is lost without it: the
  /// log has it all.
  public func close() throws(LedgerError) {
    guard writing != nil else { return }
    try flush()
  }
}
