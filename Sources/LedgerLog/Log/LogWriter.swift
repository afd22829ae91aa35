public import LedgerCore
import LedgerProofs
public import LedgerStorage
public import LedgerStorageWriting
import Synchronization

/// Appends to the log. A batch is one durable transaction: when `append` returns, all of it is on
/// disk; when it throws, nothing of it is.
public final class LogWriter: Sendable {
  public let key: LedgerKey
  public let reader: LogReader
  /// The dictionaries that new bodies may use.
  public let shelf: DictionaryShelf
  /// Trains dictionaries for the shelf; nil where none was asked for.
  public let trainer: DictionaryTrainer?
  let environment: WritableEnvironment
  /// Held for as long as a commit takes.
  let state: Mutex<State>
  /// Of its own, since who submits to the next commit asks for it, and must not wait for this one.
  let failed = Mutex<StorageError?>(nil)

  struct State: Sendable {
    var next: LogPosition
    var lastReceived: Timestamp
    var nextDictionary: UInt32
    /// The right edge of the hash tree over all entries.
    var tree: MerkleFrontier
    var commits: Int

    /// That of a writer which continues what is on disk.
    init(
      _ reader: LogReader, lastDictionary: DictionaryID?, commits: Int = 0
    ) throws(LogError) {
      self.commits = commits
      let tail = try reader.tail()
      next = tail.next
      lastReceived = tail.lastReceived
      tree = try MerkleFrontier(size: tail.next.rawValue, of: reader.tree(size: tail.next))
      nextDictionary = lastDictionary.map { $0.rawValue + 1 } ?? 1
    }
  }

  /// Whether and how dictionaries are trained.
  public struct Training: Sendable {
    /// Of the random values that take the place of real ones in training.
    public var seed: UInt64
    public var run: DictionaryTrainer.Runner

    public init(
      seed: UInt64, run: @escaping DictionaryTrainer.Runner = DictionaryTrainer.background
    ) {
      self.seed = seed
      self.run = run
    }
  }

  /// Creates `log.mdb` in the locked directory. `random` is `LedgerKey.randomBytesCount` random
  /// bytes: the ledger's key and id.
  ///
  /// - Parameter master: where bodies are to be encrypted: what the keys are kept under.
  public static func create(
    lock: WriterLock, random: [UInt8], training: Training? = nil, master: MasterKey? = nil,
    options: EnvironmentOptions = EnvironmentOptions()
  ) throws(LogError) -> LogWriter {
    precondition(random.count == LedgerKey.randomBytesCount, "a ledger needs 32 random bytes")
    let environment = try LogError.wrapping { () throws(StorageError) in
      try newEnvironment(lock, options)
    }
    // Crash here or before the first entry: an empty log, which the next creation completes. Not
    // earlier: there may have been a ledger, with keys of its own.
    if let master {
      let key = LedgerKey(key: Array(random[..<16]), id: Array(random[16...]), isEncrypted: true)
      _ = try KeyRing.create(in: lock.directory, ledger: key.id, master: master)
    }
    try LogError.wrapping { () throws(StorageError) in
      try environment.write { transaction throws(StorageError) in
        try transaction.put(Schema.meta, LedgerKey.keySetting, Array(random[..<16]))
        try transaction.put(Schema.meta, LedgerKey.idSetting, Array(random[16...]))
        if master != nil {
          try transaction.put(Schema.meta, LedgerKey.encryptionSetting, [1])
        } else {
          try transaction.delete(Schema.meta, LedgerKey.encryptionSetting)
        }
      }
    }
    return try LogWriter(environment, lock, training) { () throws(LogError) in master }
  }

  /// A new file, or one whose creation was cut short before it had an entry: nothing was made with its
  /// key.
  private static func newEnvironment(
    _ lock: WriterLock, _ options: EnvironmentOptions
  ) throws(StorageError) -> WritableEnvironment {
    let path = LogReader.path(in: lock.directory)
    do throws(StorageError) {
      return try WritableEnvironment.create(
        path: path, schema: LogTables.schema, lock: lock, options: options)
    } catch {
      guard case .exists = error else { throw error }
      let environment = try WritableEnvironment.open(
        path: path, schema: LogTables.schema, lock: lock, options: options)
      let isUnfinished = try environment.read { transaction throws(StorageError) in
        try transaction.count(LogTables.entries) == 0
      }
      guard isUnfinished else { throw error }
      return environment
    }
  }

  /// Opens the log in the locked directory, and refuses one with a gap.
  public static func open(
    lock: WriterLock, training: Training? = nil,
    options: EnvironmentOptions = EnvironmentOptions(),
    master: MasterKeySource = { () throws(LogError) in nil }
  ) throws(LogError) -> LogWriter {
    let environment = try LogError.wrapping { () throws(StorageError) in
      try WritableEnvironment.open(
        path: LogReader.path(in: lock.directory), schema: LogTables.schema, lock: lock,
        options: options)
    }
    return try LogWriter(environment, lock, training, master)
  }

  init(
    _ environment: WritableEnvironment, _ lock: WriterLock, _ training: Training?,
    _ master: MasterKeySource
  ) throws(LogError) {
    self.environment = environment
    reader = try LogReader(environment.reading, in: lock.directory, master: master)
    key = reader.key
    if key.isEncrypted, reader.keys == nil { throw .masterKeyMissing }
    try reader.keys?.tidy()
    shelf = DictionaryShelf()
    let shelf = shelf
    trainer = training.map { DictionaryTrainer(shelf: shelf, seed: $0.seed, run: $0.run) }
    let dictionaries = try reader.newestDictionaries()
    shelf.put(dictionaries.newest)
    state = Mutex(try State(reader, lastDictionary: dictionaries.last))
  }

  /// Where the next entry goes.
  public var nextPosition: LogPosition { state.withLock { $0.next } }
  /// Durable commits of this writer so far.
  public var commits: Int { state.withLock { $0.commits } }

  /// Why nothing more is written: the error of the first commit that failed.
  public var failure: StorageError? { failed.withLock { $0 } }

  /// A sealer for one thread. Its dictionaries are this log's.
  public func makeSealer() -> BodySealer {
    BodySealer(shelf: shelf, trainer: trainer, keys: reader.keys)
  }

  /// An empty batch that continues the log. Only one batch at a time can be appended.
  public func makeBatch() -> Batch {
    state.withLock { Batch(nextPosition: $0.next, lastReceived: $0.lastReceived) }
  }
}
