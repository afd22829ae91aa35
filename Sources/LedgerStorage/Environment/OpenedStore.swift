internal import CLMDB
internal import Glibc

/// A store's environment, opened, before its content was looked at.
struct OpenedStore {
  let path: String
  let pointer: OpaquePointer
  let access: EnvironmentAccess
  let mapBytes: Int

  /// Opens with as much address space as the process may reserve, up to what is asked for.
  static func open(
    path: String, access: EnvironmentAccess, tablesMax: Int, options: EnvironmentOptions
  ) throws(StorageError) -> OpenedStore {
    var access = access
    if access == .reading, Files.isOnReadOnlyDisk(path) { access = .readingUnregistered }
    if access != .readingUnregistered,
      case .full = LockFile.reserve(besides: path, readersMax: options.readersMax)
    {
      if access.canWrite { throw .full(path: path, limit: .disk) }
      access = .readingUnregistered
    }
    var mapBytes = options.mapBytes
    while true {
      let (status, pointer) = attempt(path, access, tablesMax, mapBytes, options.readersMax)
      if status == MDB_SUCCESS, let pointer {
        return OpenedStore(path: path, pointer: pointer, access: access, mapBytes: mapBytes)
      }
      switch status {
      case ENOMEM where mapBytes / 2 >= EnvironmentOptions.mapBytesMin: mapBytes /= 2
      case ENOMEM: throw .addressSpace(path: path, bytes: mapBytes)
      case EACCES where access == .reading, EPERM where access == .reading,
        EROFS where access == .reading:
        // The data can be read, but the lock file not written.
        access = .readingUnregistered
      default:
        throw access.canWrite
          ? StorageError(writing: path, errno: status)
          : StorageError(status: status, CallContext(path: path))
      }
    }
  }

  private static func attempt(
    _ path: String, _ access: EnvironmentAccess, _ tablesMax: Int, _ mapBytes: Int,
    _ readersMax: Int
  ) -> (status: Int32, pointer: OpaquePointer?) {
    var pointer: OpaquePointer?
    var status = mdb_env_create(&pointer)
    guard status == MDB_SUCCESS, let pointer else { return (status, nil) }
    status = mdb_env_set_maxdbs(pointer, UInt32(tablesMax))
    if status == MDB_SUCCESS { status = mdb_env_set_mapsize(pointer, mapBytes) }
    if status == MDB_SUCCESS { status = mdb_env_set_maxreaders(pointer, UInt32(readersMax)) }
    if status == MDB_SUCCESS { status = mdb_env_open(pointer, path, flags(for: access), 0o600) }
    if status == MDB_SUCCESS { return (status, pointer) }
    mdb_env_close(pointer)
    return (status, nil)
  }

  /// No directory of its own; reader slots belong to transactions, not to threads.
  private static func flags(for access: EnvironmentAccess) -> UInt32 {
    let common = MDB_NOSUBDIR | MDB_NOTLS
    let own: Int32 =
      switch access {
      case .reading: MDB_RDONLY
      case .readingUnregistered: MDB_RDONLY | MDB_NOLOCK
      case .writing(durable: true): 0
      case .writing(durable: false): MDB_NOSYNC
      }
    return UInt32(common | own)
  }
}
