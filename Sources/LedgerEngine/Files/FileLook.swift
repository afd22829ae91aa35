import CKernel

/// What the system says of a file.
public struct FileLook: Sendable {
  /// Who may do what, as `chmod` takes it.
  public let permissions: UInt32
  /// On disk; less than its length where it is sparse.
  public let allocatedBytes: UInt64

  /// Nil where there is no such file, or it cannot be looked at.
  public init?(path: String) {
    var found = file_look()
    guard look_at_file(path, &found) == 0 else { return nil }
    permissions = found.mode & 0o7777
    allocatedBytes = found.allocated_bytes
  }
}
