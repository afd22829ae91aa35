internal import Glibc
internal import Synchronization

/// The name of the file that a writer locks, in the directory of its files.
package let writerLockFileName = "writer.lock"

/// Keeps writers away while somebody reads who cannot register as a reader: the pages of an
/// unregistered snapshot may be written over two commits later.
final class WriterWatch: Sendable {
  private struct State {
    var descriptor: Int32 = -1
    var users = 0
  }

  private let path: String
  private let state = Mutex(State())

  init(path: String) { self.path = path }

  /// Holds a shared lock on the writer's file until `end`; fails where a writer is active.
  func begin() throws(StorageError) {
    try state.withLock { state throws(StorageError) in
      if state.users == 0 { state.descriptor = try lock() }
      state.users += 1
    }
  }

  func end() {
    state.withLock { state in
      state.users -= 1
      if state.users == 0, state.descriptor >= 0 { close(state.descriptor) }
    }
  }

  /// -1 where nobody has ever written here from this directory.
  private func lock() throws(StorageError) -> Int32 {
    let file = Files.directory(of: path) + "/" + writerLockFileName
    let descriptor = Glibc.open(file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return -1 }
      throw .unregisteredReader(path: path)
    }
    guard flock(descriptor, LOCK_SH | LOCK_NB) == 0 else {
      close(descriptor)
      throw .unregisteredReader(path: path)
    }
    return descriptor
  }
}
