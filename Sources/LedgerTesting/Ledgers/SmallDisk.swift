import Glibc

/// A disk of a few megabytes in memory, where this user may mount one.
public final class SmallDisk {
  public let directory: String
  private let isMounted: Bool

  public init?(bytes: Int) {
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
  public func protect() -> Bool {
    mount("tmpfs", directory, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), nil) == 0
  }

  /// Takes up what is left but `spare` bytes.
  public func fill(leaving spare: Int) -> String { SmallDisk.fill(directory, leaving: spare) }

  /// The same of the disk on which a directory is.
  public static func fill(_ directory: String, leaving spare: Int) -> String {
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
  public static let isPossible: Bool = SmallDisk(bytes: 1 << 20) != nil
}
