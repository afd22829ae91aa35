/// Everything that can go wrong between a ledger and its files. Cases hold facts only: paths, table
/// names and sizes, never keys or values, so that no customer data reaches a log or a screen.
public enum StorageError: Error, Hashable, Sendable {
  /// There is no such file.
  case missing(path: String)
  /// A file was to be created where one stands already.
  case exists(path: String)
  /// The file was not written by this program.
  case foreign(path: String)
  /// The file belongs to a ledger, but holds something else.
  case wrongPurpose(path: String, found: String, expected: String)
  /// The file was written by a later version of the program.
  case newerFormat(path: String, found: Int, supported: Int)
  /// The file was written by an earlier version whose format is no longer read.
  case olderFormat(path: String, found: Int, supported: Int)
  /// The file or its directory cannot be written.
  case readOnly(path: String)
  /// The file cannot be read.
  case permissionDenied(path: String)
  /// No space is left.
  case full(path: String, limit: SpaceLimit)
  /// Another process writes to this ledger.
  case lockedByAnotherWriter(path: String, processID: Int32?)
  /// This process has the file open in a way that cannot be shared.
  case openInThisProcess(path: String)
  /// A writer is active and would not see this reader, because the lock file cannot be written.
  case unregisteredReader(path: String)
  /// The content contradicts itself.
  case corrupted(path: String, detail: String)
  /// Every reader slot of the file is taken.
  case tooManyReaders(path: String, limit: Int)
  /// The process may not reserve enough addresses to map the file.
  case addressSpace(path: String, bytes: Int)
  /// A key is empty or too long.
  case keySize(path: String, table: String, bytes: Int, bytesMax: Int)
  /// A value is too long, or has another size than the table's fixed one.
  case valueSize(path: String, table: String, bytes: Int)
  /// An append that does not come after what is there.
  case outOfOrder(path: String, table: String)
  /// One transaction changed more pages than fit.
  case transactionTooLarge(path: String)
  /// The operating system refused; `errno` says why.
  case io(path: String, errno: Int32)
}

extension StorageError {
  /// Whether what failed can be tried again by the same process: for want of space nothing was written,
  /// and nothing that was read is in doubt.
  public var passesWithSpace: Bool {
    if case .full = self { true } else { false }
  }
}

/// What ran out.
public enum SpaceLimit: Hashable, Sendable {
  /// The disk, or the user's quota.
  case disk
  /// The address range reserved for the file, in bytes.
  case map(bytes: Int)
}

/// An error of a higher layer that can carry a storage error, so that a transaction's closure may
/// throw that layer's own error.
public protocol StorageErrorConvertible: Error {
  init(_ error: StorageError)
}

extension StorageError: StorageErrorConvertible {
  public init(_ error: StorageError) { self = error }
}

extension StorageErrorConvertible {
  /// Runs `body` and turns its storage error into this one.
  @inlinable public static func wrapping<Result: ~Copyable>(
    _ body: () throws(StorageError) -> Result
  ) throws(Self) -> Result {
    do throws(StorageError) { return try body() } catch { throw Self(error) }
  }
}
