import Glibc
import LedgerStorage

/// A file under a passing name, which one process at a time may write. What a killed one has left is
/// written over.
final class UnfinishedFile {
  let path: String
  private let descriptor: Int32
  private var isOpen = true

  private static let attemptsMax = 8

  /// - Throws: `busy` where another process writes it.
  init(path: String) throws(LedgerError) {
    self.path = path
    for _ in 0..<UnfinishedFile.attemptsMax {
      var isOurs = true
      var opened = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
      if opened < 0, errno == EEXIST {
        isOurs = false
        opened = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
        // Completed by another one just now.
        if opened < 0, errno == ENOENT { continue }
      }
      guard opened >= 0 else { throw UnfinishedFile.failure(path) }
      let isLocked = flock(opened, LOCK_EX | LOCK_NB) == 0
      // A disk that knows no locks: then only a file that was not there is surely nobody's.
      guard isLocked || isOurs && errno != EWOULDBLOCK else {
        close(opened)
        throw .backup(.busy(path: path))
      }
      guard UnfinishedFile.isNamed(path, opened) else {
        close(opened)
        continue
      }
      guard ftruncate(opened, 0) == 0 else {
        close(opened)
        throw UnfinishedFile.failure(path)
      }
      descriptor = opened
      return
    }
    throw .backup(.busy(path: path))
  }

  deinit { abandon() }

  /// Whether the file that is open still has this name: it was renamed where another process
  /// completed it in between.
  private static func isNamed(_ path: String, _ descriptor: Int32) -> Bool {
    var named = stat()
    var opened = stat()
    return stat(path, &named) == 0 && fstat(descriptor, &opened) == 0
      && named.st_dev == opened.st_dev && named.st_ino == opened.st_ino
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(LedgerError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = UnsafeRawBufferPointer(rebasing: rest)
      let count = Glibc.write(descriptor, piece.baseAddress, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw UnfinishedFile.failure(path) }
      rest = rest.dropFirst(count)
    }
  }

  /// Puts the file on disk under its name, where there must be none yet.
  func complete(as name: String) throws(LedgerError) {
    guard fsync(descriptor) == 0 else { throw UnfinishedFile.failure(path) }
    // Crash here: all of the file under its passing name, which the next one writes over.
    guard access(name, F_OK) != 0 else { throw .backup(.exists(path: name)) }
    guard rename(path, name) == 0 else { throw UnfinishedFile.failure(name) }
    isOpen = false
    close(descriptor)
    try LedgerError.storing { () throws(StorageError) in
      try Files.syncDirectory(Files.directory(of: name))
    }
  }

  /// Removes it, where it was not completed.
  func abandon() {
    guard isOpen else { return }
    isOpen = false
    unlink(path)
    close(descriptor)
  }

  private static func failure(_ path: String) -> LedgerError {
    switch errno {
    case ENOSPC, EDQUOT: .backup(.noSpace(path: path))
    default: .file(path: path, errno: errno)
    }
  }
}
