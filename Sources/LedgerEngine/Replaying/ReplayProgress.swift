/// How far a replay is.
public enum ReplayProgress: Sendable, Hashable {
  /// Deliveries whose bodies have been read anew, where they must be; and all.
  case reading(done: Int, of: Int)
  /// Orders and groups that have been compared, and all.
  case comparing(done: Int, of: Int)
}
