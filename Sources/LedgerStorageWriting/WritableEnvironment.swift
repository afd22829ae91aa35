internal import CLMDB
public import LedgerStorage

/// A file of a ledger, open for writing by the process that holds the ledger's writer lock.
public final class WritableEnvironment: Sendable {
  /// The same file for reading; may be kept and read from any thread, also while this one writes.
  public let reading: Environment
  private let lock: WriterLock
  @usableFromInline let core: EnvironmentCore

  /// When a commit is on disk.
  public enum Durability: Hashable, Sendable {
    /// When `write` returns.
    case everyCommit
    /// When `sync` returns. After a power cut before that the file may be unusable: only for what
    /// can be built again.
    case onSync
  }

  /// Creates a file with its tables and opens it. It appears under its name only when it is
  /// complete, so a creation that is cut short leaves nothing that could be mistaken for a ledger.
  public static func create(
    path: String, schema: Schema, lock: WriterLock,
    options: EnvironmentOptions = EnvironmentOptions(), durability: Durability = .everyCommit
  ) throws(StorageError) -> WritableEnvironment {
    lock.check(path)
    if Files.exists(path) { throw .exists(path: path) }
    let unfinished = path + unfinishedSuffix
    try Files.removeIfPresent(unfinished)
    try EnvironmentCreation.create(unfinished, schema)
    // Crash here: a complete file under another name, removed by the next creation.
    try Files.rename(unfinished, to: path)
    return try open(
      path: path, schema: schema, lock: lock, options: options, durability: durability)
  }

  /// Opens a file that `create` made.
  public static func open(
    path: String, schema: Schema, lock: WriterLock,
    options: EnvironmentOptions = EnvironmentOptions(), durability: Durability = .everyCommit
  ) throws(StorageError) -> WritableEnvironment {
    lock.check(path)
    return WritableEnvironment(
      try EnvironmentRegistry.open(
        path: path, schema: schema, access: .writing(durable: durability == .everyCommit),
        options: options), lock)
  }

  private init(_ core: EnvironmentCore, _ lock: WriterLock) {
    self.core = core
    self.lock = lock
    reading = Environment(core)
  }

  public var path: String { core.path }
  public var schema: Schema { core.schema }

  /// Runs `body` on a snapshot, as `reading.read` does.
  @inlinable public func read<Result: ~Copyable>(
    _ body: (borrowing ReadTransaction) throws(StorageError) -> Result
  ) throws(StorageError) -> Result {
    try reading.read(body)
  }

  /// Runs `body` in a write transaction: committed, and on disk, when this returns; nothing of it
  /// happened when this throws. One at a time; others wait.
  @inlinable public func write<Result: ~Copyable>(
    _ body: (borrowing WriteTransaction) throws(StorageError) -> Result
  ) throws(StorageError) -> Result {
    try write(failingWith: StorageError.self, body)
  }

  /// The same for a body that throws an error of its own layer.
  @inlinable public func write<Result: ~Copyable, Failure: StorageErrorConvertible>(
    failingWith: Failure.Type,
    _ body: (borrowing WriteTransaction) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let transaction = try Failure.wrapping { () throws(StorageError) in
      try WriteTransaction(core)
    }
    let result: Result
    do throws(Failure) {
      result = try body(transaction)
    } catch {
      transaction.abort()
      throw error
    }
    try Failure.wrapping { () throws(StorageError) in try transaction.commit() }
    return result
  }

  /// Puts every commit on disk; needed only with `Durability.onSync`.
  public func sync() throws(StorageError) {
    let status = mdb_env_sync(core.pointer, 1)
    if status != MDB_SUCCESS { throw core.failure(status) }
  }
}
