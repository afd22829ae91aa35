internal import Glibc
public import LedgerStorage

/// The right to write to a ledger: a lock on `writer.lock` in its directory, held by one
/// process at a time. The kernel releases it when the process ends, however it ends. The file
/// says who holds it.
public final class WriterLock: Sendable {
  /// The directory that is locked.
  public let directory: String
  private let descriptor: Int32

  private static let attemptsMax = 100
  private static let pauseMicroseconds: UInt32 = 10_000

  /// Takes the lock, creating the directory (0700) where there is none. Does not wait for another
  /// writer.
  public static func acquire(directory: String) throws(StorageError) -> WriterLock {
    try Files.createDirectory(directory)
    let path = directory + "/" + writerLockFileName
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw StorageError(writing: path, errno: errno) }
    var attemptsLeft = attemptsMax
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let reason = errno
      let holder = processID(in: descriptor)
      attemptsLeft -= 1
      // Without a name in it, the lock is held by a reader that cannot register, or by a writer
      // that is about to write its name: both only for a moment.
      if reason == EWOULDBLOCK, holder == nil, attemptsLeft > 0 {
        usleep(pauseMicroseconds)
        continue
      }
      close(descriptor)
      guard reason == EWOULDBLOCK else { throw StorageError(writing: path, errno: reason) }
      throw .lockedByAnotherWriter(path: path, processID: holder)
    }
    let lock = WriterLock(directory: directory, descriptor: descriptor)
    try lock.write("\(getpid())\n")
    return lock
  }

  private init(directory: String, descriptor: Int32) {
    self.directory = directory
    self.descriptor = descriptor
  }

  deinit {
    // The file stays: removing it would let two processes lock two files of the same name.
    ftruncate(descriptor, 0)
    // A child that is just being started may still hold a copy of the descriptor, and the
    // lock with it.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  private func write(_ text: String) throws(StorageError) {
    var text = text
    let isWritten = text.withUTF8 { bytes in
      ftruncate(descriptor, 0) == 0
        && pwrite(descriptor, bytes.baseAddress, bytes.count, 0) == bytes.count
    }
    if !isWritten {
      throw StorageError(writing: directory + "/" + writerLockFileName, errno: errno)
    }
  }

  /// Who holds the lock; nil where the file does not say, or names a process that is gone.
  private static func processID(in descriptor: Int32) -> Int32? {
    let digits = withUnsafeTemporaryAllocation(byteCount: 16, alignment: 1) { bytes in
      let count = pread(descriptor, bytes.baseAddress, bytes.count, 0)
      return String(decoding: bytes.prefix(max(count, 0)).prefix { $0 != 10 }, as: UTF8.self)
    }
    guard let process = Int32(digits), process > 0 else { return nil }
    guard kill(process, 0) == 0 || errno == EPERM else { return nil }
    return process
  }

  /// Writing below another directory than the locked one is our bug.
  func check(_ path: String) {
    precondition(
      Files.isSameDirectory(Files.directory(of: path), directory),
      "the writer lock of \(directory) does not cover \(path)")
  }
}
