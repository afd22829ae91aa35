internal import CLMDB
internal import Glibc

/// What a call was about, for the error it may become.
package struct CallContext {
  package let path: String
  package let table: String
  package let readersMax: Int
  package let mapBytes: Int

  package init(path: String, table: String = "", readersMax: Int = 0, mapBytes: Int = 0) {
    self.path = path
    self.table = table
    self.readersMax = readersMax
    self.mapBytes = mapBytes
  }
}

extension StorageError {
  /// The error for a status that the store or the operating system returned.
  package init(status: Int32, _ context: CallContext) {
    let path = context.path
    switch status {
    case MDB_MAP_FULL: self = .full(path: path, limit: .map(bytes: context.mapBytes))
    case ENOSPC, EDQUOT: self = .full(path: path, limit: .disk)
    // A write that the full disk cut short is reported as EIO.
    case EIO where Files.isDiskFull(at: path): self = .full(path: path, limit: .disk)
    case MDB_READERS_FULL: self = .tooManyReaders(path: path, limit: context.readersMax)
    case MDB_KEYEXIST: self = .outOfOrder(path: path, table: context.table)
    case MDB_TXN_FULL: self = .transactionTooLarge(path: path)
    case MDB_MAP_RESIZED: self = .addressSpace(path: path, bytes: context.mapBytes)
    case MDB_INVALID, MDB_VERSION_MISMATCH: self = .foreign(path: path)
    case ENOENT: self = .missing(path: path)
    case EACCES, EPERM: self = .permissionDenied(path: path)
    case EROFS: self = .readOnly(path: path)
    case MDB_PAGE_NOTFOUND, MDB_CORRUPTED, MDB_INCOMPATIBLE, MDB_BAD_DBI, MDB_CURSOR_FULL,
      MDB_PAGE_FULL:
      self = .corrupted(path: path, detail: Self.detail(status, table: context.table))
    // An earlier write of a header failed, so the store refuses all that follows; the file itself has
    // the header before.
    case MDB_PANIC: self = .io(path: path, errno: EIO)
    case ..<0:
      self = .corrupted(path: path, detail: Self.detail(status, table: context.table))
    default: self = .io(path: path, errno: status)
    }
  }

  private static func detail(_ status: Int32, table: String) -> String {
    let reason = String(cString: mdb_strerror(status))
    return table.isEmpty ? reason : "table \(table): \(reason)"
  }
}
