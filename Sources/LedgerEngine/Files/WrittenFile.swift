import Glibc
import LedgerStorage

/// Files that are written apart and renamed, so that nobody meets half of one.
public enum WrittenFile {
  /// Writes a file in pieces. What was there before stays until all is written. A device or a pipe is
  /// written to as it is.
  ///
  /// - Parameters:
  ///   - path: of the file; an error names it.
  ///   - temporary: where it stands until then, on the same disk; `.part` behind its path where nil.
  ///   - mode: its permissions, less those that the process takes away.
  ///   - isDurable: whether it is on disk when this returns.
  ///   - body: is handed what takes the pieces.
  public static func write(
    to path: String, by temporary: String? = nil, mode: UInt32 = 0o666, isDurable: Bool = false,
    _ body: (([UInt8]) -> Void) throws(LedgerError) -> Void
  ) throws(LedgerError) {
    let isReplaced = isReplaceable(path)
    let temporary = isReplaced ? temporary ?? path + ".part" : path
    let descriptor = open(
      temporary, O_WRONLY | O_CREAT | O_CLOEXEC | (isReplaced ? O_TRUNC : 0), mode)
    guard descriptor >= 0 else { throw .file(path: path, errno: errno) }
    do throws(LedgerError) {
      do throws(LedgerError) {
        var failed: Int32 = 0
        try body { piece in
          guard failed == 0, !write(piece, descriptor) else { return }
          failed = errno
        }
        if failed == 0, isDurable, isReplaced, fsync(descriptor) != 0 { failed = errno }
        guard failed == 0 else { throw LedgerError.file(path: path, errno: failed) }
      } catch {
        close(descriptor)
        throw error
      }
      guard close(descriptor) == 0 else { throw .file(path: path, errno: errno) }
      guard isReplaced else { return }
      guard rename(temporary, path) == 0 else { throw .file(path: path, errno: errno) }
    } catch {
      if isReplaced { unlink(temporary) }
      throw error
    }
    guard isDurable else { return }
    try LedgerError.storing { () throws(StorageError) in
      try Files.syncDirectory(Files.directory(of: path))
    }
  }

  /// Puts a file that is there on disk, with its name. Where this is not for us to do, it stays as it is.
  public static func makeDurable(_ path: String) throws(LedgerError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .file(path: path, errno: errno) }
    defer { close(descriptor) }
    // A pipe has nothing on a disk.
    guard isReplaceable(path) else { return }
    guard fsync(descriptor) == 0 || errno == EROFS || errno == EINVAL else {
      throw .file(path: path, errno: errno)
    }
    do throws(StorageError) {
      try Files.syncDirectory(Files.directory(of: path))
    } catch {
      guard case .readOnly = error else { throw .storage(error) }
    }
  }

  /// Whether there is nothing yet, or a file.
  private static func isReplaceable(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
  }

  private static func write(_ piece: [UInt8], _ descriptor: Int32) -> Bool {
    var rest = piece[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
