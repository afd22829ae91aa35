internal import Glibc

/// The few calls to the operating system that the store itself does not make.
package enum Files {
  /// Names a file independently of its path.
  package struct Identity: Hashable, Sendable {
    package let device: UInt64
    package let inode: UInt64
  }

  /// Nil where there is no regular file.
  package static func identity(of path: String) -> Identity? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
  }

  package static func size(of path: String) -> Int? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return Int(status.st_size)
  }

  /// When it was last written to, in seconds since 1970; nil where there is nothing.
  package static func modifiedSeconds(of path: String) -> Int? {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    return status.st_mtim.tv_sec
  }

  package static func isSameDirectory(_ left: String, _ right: String) -> Bool {
    var first = stat()
    var second = stat()
    guard stat(left, &first) == 0, stat(right, &second) == 0 else { return false }
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }

  package static func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  /// The directory of a file, `.` where the path names none.
  package static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Creates a directory and those above it, durably; for this user alone, if not said otherwise.
  package static func createDirectory(
    _ path: String, mode: UInt32 = 0o700
  ) throws(StorageError) {
    if mkdir(path, mode) == 0 { return try syncDirectory(directory(of: path)) }
    switch errno {
    case EEXIST: return
    case ENOENT:
      try createDirectory(directory(of: path), mode: mode)
      if mkdir(path, mode) != 0, errno != EEXIST { throw .init(writing: path, errno: errno) }
      try syncDirectory(directory(of: path))
    default: throw .init(writing: path, errno: errno)
    }
  }

  /// Makes the names in a directory durable.
  package static func syncDirectory(_ path: String) throws(StorageError) {
    let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .init(writing: path, errno: errno) }
    defer { close(descriptor) }
    if fsync(descriptor) != 0 { throw .init(writing: path, errno: errno) }
  }

  /// Renames a file and makes that durable.
  package static func rename(_ from: String, to path: String) throws(StorageError) {
    if Glibc.rename(from, path) != 0 { throw .init(writing: path, errno: errno) }
    try syncDirectory(directory(of: path))
  }

  package static func removeIfPresent(_ path: String) throws(StorageError) {
    if unlink(path) != 0, errno != ENOENT { throw .init(writing: path, errno: errno) }
  }

  /// Whether the disk of a file has no space left for even a small write.
  package static func isDiskFull(at path: String) -> Bool {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return false }
    return UInt64(status.f_bavail) * UInt64(status.f_frsize) < 1 << 20
  }

  package static func isOnReadOnlyDisk(_ path: String) -> Bool {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return false }
    return status.f_flag & UInt(ST_RDONLY) != 0
  }
}

extension StorageError {
  /// The error for a failed call that was to write.
  package init(writing path: String, errno: Int32) {
    switch errno {
    case EACCES, EPERM, EROFS: self = .readOnly(path: path)
    default: self.init(status: errno, CallContext(path: path))
    }
  }
}
