import Glibc
import Testing

/// A disk of a few megabytes in memory, where this user may mount one.
final class SmallDisk {
  let directory: String
  private let isMounted: Bool

  init?(bytes: Int) {
    var template = Array("/tmp/ledger-disk-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { return nil }
    directory = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    isMounted = mount("tmpfs", directory, "tmpfs", 0, "size=\(bytes),mode=0755") == 0
    if !isMounted { return nil }
  }

  deinit {
    if isMounted { umount2(directory, Int32(MNT_DETACH)) }
    rmdir(directory)
  }

  /// Makes the disk readable only.
  func protect() -> Bool {
    mount("tmpfs", directory, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), nil) == 0
  }

  /// Takes up what is left but `spare` bytes.
  func fill(leaving spare: Int) -> String {
    let path = directory + "/filler"
    var status = statvfs()
    statvfs(directory, &status)
    let free = Int(status.f_bavail) * Int(status.f_frsize)
    let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
    posix_fallocate(descriptor, 0, off_t(free - spare))
    close(descriptor)
    return path
  }

  /// Whether this user may mount.
  static let isPossible: Bool = SmallDisk(bytes: 1 << 20) != nil
}

/// Runs `body` with another user's rights to files, on this thread only.
func withoutPrivileges(_ body: () throws -> Void) throws {
  // Not in Swift's view of the C library.
  let symbol = try #require(dlsym(nil, "setfsuid"))
  let setUser = unsafeBitCast(symbol, to: (@convention(c) (UInt32) -> Int32).self)
  _ = setUser(65_534)
  defer { _ = setUser(0) }
  try body()
}
