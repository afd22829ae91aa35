internal import Glibc

/// The file beside a store in which it notes who reads. The store writes it through a map: where the disk
/// is full by then, that is a signal that ends the process, so its space is taken before.
enum LockFile {
  enum Outcome {
    case reserved
    case full
  }

  /// Bytes of a reader's slot, and of what stands in front of them with the first slot.
  private static let slotBytes = 64
  private static let headBytes = 192

  /// Takes the space, of the length that the store gives the file. Not to be called while this process
  /// has the store open: closing the file drops its locks.
  ///
  /// - Parameter path: of the store.
  static func reserve(besides path: String, readersMax: Int) -> Outcome {
    let descriptor = Glibc.open(path + "-lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    // Whatever hinders opening it, the store meets as well, and tells.
    guard descriptor >= 0 else { return errno == ENOSPC || errno == EDQUOT ? .full : .reserved }
    defer { close(descriptor) }
    let bytes = off_t((readersMax - 1) * slotBytes + headBytes)
    while true {
      switch posix_fallocate(descriptor, 0, bytes) {
      case EINTR: continue
      case ENOSPC, EDQUOT: return .full
      default: return .reserved
      }
    }
  }
}
