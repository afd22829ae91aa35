/// How a file is opened.
public struct EnvironmentOptions: Hashable, Sendable {
  /// Addresses reserved for the file, in bytes: the most it can grow to. Reserving costs no memory.
  /// Where the process may not reserve as much, half is tried, down to `mapBytesMin`.
  public var mapBytes: Int
  /// Most read transactions at a time, over all processes. The first to open the file decides, and
  /// the number never shrinks while the lock file stands.
  public var readersMax: Int

  public init(mapBytes: Int = 1 << 46, readersMax: Int = 512) {
    precondition(mapBytes > 0 && readersMax > 0, "limits are positive")
    self.mapBytes = mapBytes
    self.readersMax = readersMax
  }

  /// A smaller reserve is of no use.
  public static let mapBytesMin = 1 << 28
}

/// What a file is opened for.
package enum EnvironmentAccess: Hashable, Sendable {
  case reading
  /// Reading where the lock file cannot be written: a writer does not see this reader.
  case readingUnregistered
  /// With `durable` false, commits reach the disk only when `sync` is called.
  case writing(durable: Bool)

  package var canWrite: Bool {
    if case .writing = self { true } else { false }
  }
}
