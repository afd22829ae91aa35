internal import Glibc

extension StorageError: CustomStringConvertible {
  /// What happened, where, and what to do.
  public var description: String {
    switch self {
    case .missing(let path):
      "\(path) does not exist. Check the path, or create the ledger first."
    case .exists(let path):
      "\(path) exists already and is left as it is. Choose another directory, or open this one."
    case .foreign(let path):
      "\(path) was not written by this program and is left as it is. Check the path."
    case .wrongPurpose(let path, let found, let expected):
      "\(path) holds '\(found)', not '\(expected)'. Files of the ledger have been mixed up: "
        + "put each back under its own name."
    case .newerFormat(let path, let found, let supported):
      "\(path) has format \(found); this program reads up to \(supported). "
        + "Use the version of the program that wrote it, or a later one."
    case .olderFormat(let path, let found, let supported):
      "\(path) has format \(found); this program reads from \(supported) on. "
        + "Export it with the version that wrote it and import it with this one."
    case .readOnly(let path):
      "\(path) cannot be written. Give this user write permission on the file and its directory, "
        + "or mount the disk for writing; reading still works."
    case .permissionDenied(let path):
      "\(path) cannot be read by this user. Run as the user that owns the ledger, "
        + "or give this one permission."
    case .full(let path, let limit): Self.full(path, limit)
    case .lockedByAnotherWriter(let path, let processID): Self.locked(path, processID)
    case .openInThisProcess(let path):
      "\(path) is open in this process already, in a way that cannot be shared. "
        + "Use the open one, or close it first."
    case .unregisteredReader(let path):
      "\(path) cannot be read while a writer is active, because this user cannot register as a "
        + "reader in \(path)-lock. Give this user write permission on that file, or stop the writer."
    case .corrupted(let path, let detail):
      "\(path) is damaged: \(detail). Do not write to it; run `orderledger verify`, "
        + "then restore it from a backup or, if it is an index, rebuild it."
    case .tooManyReaders(let path, let limit):
      "\(path) has no free reader slot: all \(limit) are taken. "
        + "End readers that are no longer needed and try again."
    case .addressSpace(let path, let bytes): Self.addressSpace(path, bytes)
    case .keySize(let path, let table, let bytes, let bytesMax):
      "A key of \(bytes) bytes does not fit table \(table) of \(path), which takes 1 to \(bytesMax). "
        + "Use a hash of it as the key."
    case .valueSize(let path, let table, let bytes):
      "A value of \(bytes) bytes does not fit table \(table) of \(path). "
        + "Use a value of the size that the table was declared with."
    case .outOfOrder(let path, let table):
      "An append to table \(table) of \(path) does not come after what is there; nothing was written. "
        + "Append in ascending order."
    case .transactionTooLarge(let path):
      "One transaction changed more pages of \(path) than fit; nothing was written. "
        + "Write in smaller batches."
    case .io(let path, let errno):
      "The operating system refused to read or write \(path): \(Self.text(of: errno)). "
        + "Check the disk, then run the command again; what was acknowledged before is safe."
    }
  }

  /// Stable, for programs: `locked_by_another_writer`.
  public var code: String {
    switch self {
    case .missing: "missing"
    case .exists: "exists"
    case .foreign: "foreign"
    case .wrongPurpose: "wrong_purpose"
    case .newerFormat: "newer_format"
    case .olderFormat: "older_format"
    case .readOnly: "read_only"
    case .permissionDenied: "permission_denied"
    case .full: "full"
    case .lockedByAnotherWriter: "locked_by_another_writer"
    case .openInThisProcess: "open_in_this_process"
    case .unregisteredReader: "unregistered_reader"
    case .corrupted: "corrupted"
    case .tooManyReaders: "too_many_readers"
    case .addressSpace: "address_space"
    case .keySize: "key_size"
    case .valueSize: "value_size"
    case .outOfOrder: "out_of_order"
    case .transactionTooLarge: "transaction_too_large"
    case .io: "io"
    }
  }

  private static func full(_ path: String, _ limit: SpaceLimit) -> String {
    switch limit {
    case .disk:
      "No space is left for \(path); nothing of this change was written. Free space on its disk "
        + "and try again; what was acknowledged before is intact."
    case .map(let bytes):
      "\(path) has reached the \(bytes) bytes reserved for it; nothing of this change was written. "
        + "Open it with a larger reserve; what was acknowledged before is intact."
    }
  }

  private static func locked(_ path: String, _ processID: Int32?) -> String {
    let holder = processID.map { "process \($0)" } ?? "another process"
    return "\(path) is locked: \(holder) writes to this ledger. "
      + "Send the command to that process, or stop it first; reading works meanwhile."
  }

  private static func addressSpace(_ path: String, _ bytes: Int) -> String {
    "\(path) does not fit the \(bytes) bytes of addresses that this process can reserve. "
      + "Raise its limit (`ulimit -v unlimited`) and open it again."
  }

  private static func text(of errno: Int32) -> String { String(cString: strerror(errno)) }
}
