/// A file of a ledger, open for reading. Several readers, in this and other processes, read it
/// while one writer writes; each transaction sees the last commit before it began.
public final class Environment: Sendable {
  @usableFromInline package let core: EnvironmentCore

  /// Opens a file that `WritableEnvironment.create` made. Reader slots of killed
  /// processes are freed.
  public static func open(
    path: String, schema: Schema, options: EnvironmentOptions = EnvironmentOptions()
  ) throws(StorageError) -> Environment {
    Environment(
      try EnvironmentRegistry.open(path: path, schema: schema, access: .reading, options: options))
  }

  /// Takes over one use of `core`.
  package init(_ core: EnvironmentCore) { self.core = core }

  deinit { EnvironmentRegistry.release(core) }

  public var path: String { core.path }
  public var schema: Schema { core.schema }

  /// Addresses reserved, in bytes; may be less than was asked for.
  public var mapBytes: Int { core.mapBytes }

  /// Runs `body` on a snapshot. What it borrows ends with it: copy out what is to be kept, and keep
  /// it short, since pages of an old snapshot cannot be reused while it is read.
  @inlinable public func read<Result: ~Copyable>(
    _ body: (borrowing ReadTransaction) throws(StorageError) -> Result
  ) throws(StorageError) -> Result {
    try read(failingWith: StorageError.self, body)
  }

  /// The same for a body that throws an error of its own layer.
  @inlinable public func read<Result: ~Copyable, Failure: StorageErrorConvertible>(
    failingWith: Failure.Type,
    _ body: (borrowing ReadTransaction) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let transaction = try Failure.wrapping { () throws(StorageError) in
      try ReadTransaction(reading: core)
    }
    return try body(transaction)
  }
}
