internal import Glibc

/// A file whose pages are read one by one and never through a map: a file that is cut short
/// meanwhile gives fewer bytes, and does not kill the process.
final class PageFile {
  let path: String
  private let descriptor: Int32
  /// Why the disk last refused to be read; nil where it never did.
  private(set) var failure: Int32?

  enum Outcome {
    case whole
    /// The file ends before or in it.
    case short
    case failed(errno: Int32)
  }

  /// `foreign` where it is no regular file.
  init(path: String) throws(StorageError) {
    self.path = path
    descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw StorageError(status: errno, CallContext(path: path)) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw StorageError(status: errno, CallContext(path: path))
    }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .foreign(path: path) }
  }

  deinit { close(descriptor) }

  /// 0 where it cannot be told.
  var size: Int {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? max(0, Int(status.st_size)) : 0
  }

  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> Outcome {
    var filled = 0
    while filled < buffer.count, let start = buffer.baseAddress {
      let count = pread(descriptor, start + filled, buffer.count - filled, off_t(offset + filled))
      if count < 0, errno == EINTR { continue }
      if count < 0 {
        failure = errno
        return .failed(errno: errno)
      }
      if count == 0 { return .short }
      filled += count
    }
    return .whole
  }
}
