internal import CLMDB
internal import Glibc
public import LedgerStorage

extension WritableEnvironment {
  /// Creates a file that begins as a snapshot of another one and is changed before anybody sees it.
  /// The other may be read and written meanwhile: a write transaction waits for the copy of two
  /// pages.
  ///
  /// - Parameters:
  ///   - source: a file of the same schema.
  ///   - change: what makes it another file.
  public static func createCopy(
    path: String, of source: Environment, lock: WriterLock,
    options: EnvironmentOptions = EnvironmentOptions(),
    change: (borrowing WriteTransaction) throws(StorageError) -> Void
  ) throws(StorageError) -> WritableEnvironment {
    lock.check(path)
    if Files.exists(path) { throw .exists(path: path) }
    let unfinished = path + unfinishedSuffix
    let unfinishedLock = unfinished + "-lock"
    try Files.removeIfPresent(unfinished)
    try Files.removeIfPresent(unfinishedLock)
    do throws(StorageError) {
      try copy(source, to: unfinished)
      let copied = try open(path: unfinished, schema: source.schema, lock: lock, options: options)
      try copied.write(change)
    } catch {
      try Files.removeIfPresent(unfinished)
      try Files.removeIfPresent(unfinishedLock)
      throw error
    }
    try Files.removeIfPresent(unfinishedLock)
    // Crash here: a file under another name, removed by the next creation.
    try Files.rename(unfinished, to: path)
    return try open(path: path, schema: source.schema, lock: lock, options: options)
  }

  /// What the name of a file ends with while it is being made.
  public static let unfinishedSuffix = ".new"

  private static func copy(_ source: Environment, to path: String) throws(StorageError) {
    let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw StorageError(writing: path, errno: errno) }
    defer { close(descriptor) }
    let status = mdb_env_copyfd2(source.core.pointer, descriptor, 0)
    guard status == MDB_SUCCESS else { throw StorageError(writing: path, errno: status) }
    if fsync(descriptor) != 0 { throw StorageError(writing: path, errno: errno) }
  }
}
