import Glibc
import LedgerCore
import LedgerStorage
import LedgerStorageWriting

/// A directory in `$TMPDIR` in which a history is read anew. It is named after the ledger and the rulebook,
/// so that a replay that was cut short is taken up where its last flush left it.
struct ShadowPlace {
  let directory: String
  let lock: WriterLock

  /// What nobody has gone on with for so long is removed by the next replay of this user.
  private static let keptSeconds = 86_400
  private static let prefix = "orderledger-replay-\(geteuid())-"

  /// - Parameter name: of what is read anew; nil for a directory of its own.
  static func take(_ name: String?) throws(LedgerError) -> ShadowPlace {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    sweep(parent)
    if let name, let known = locked("\(parent)/\(prefix)\(name)") { return known }
    // Another replay is at it, or somebody else has put something there.
    var template = Array("\(parent)/\(prefix)XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw .file(path: parent, errno: errno) }
    let directory = String(cString: made)
    let lock = try LedgerError.storing { () throws(StorageError) in
      try WriterLock.acquire(directory: directory)
    }
    return ShadowPlace(directory: directory, lock: lock)
  }

  /// Nil where the directory is not this user's alone, or is in use.
  private static func locked(_ directory: String) -> ShadowPlace? {
    guard mkdir(directory, 0o700) == 0 || (errno == EEXIST && isOwn(directory)) else { return nil }
    guard let lock = try? WriterLock.acquire(directory: directory) else { return nil }
    return ShadowPlace(directory: directory, lock: lock)
  }

  private static func isOwn(_ directory: String) -> Bool {
    var status = stat()
    return lstat(directory, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
      && status.st_uid == geteuid() && status.st_mode & 0o077 == 0
  }

  private static func sweep(_ parent: String) {
    for name in Directory.names(in: parent) where name.hasPrefix(prefix) {
      let directory = "\(parent)/\(name)"
      guard isOwn(directory), let modified = Files.modifiedSeconds(of: directory),
        modified < time(nil) - keptSeconds
      else { continue }
      locked(directory)?.remove()
    }
  }

  func remove() {
    clear()
    unlink("\(directory)/\(writerLockFileName)")
    rmdir(directory)
  }

  /// Removes what was begun here.
  func clear() {
    for name in Directory.names(in: directory) where name != writerLockFileName {
      unlink("\(directory)/\(name)")
    }
  }
}
