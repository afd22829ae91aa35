import HTTPTypes
import LedgerEngine
import Synchronization

/// Lets one request at a time make a new index of the history. Others would only wait for it, each on a
/// thread that readers need; they are told to come again.
final class RebuildGate: Sendable {
  private let isTaken = Mutex(false)

  func pass<Value>(_ body: () async throws -> Value) async throws -> Value {
    let isFree = isTaken.withLock { isTaken in
      defer { isTaken = true }
      return !isTaken
    }
    guard isFree else { throw Problem.rebuilding }
    defer { isTaken.withLock { $0 = false } }
    return try await body()
  }
}

extension Problem {
  fileprivate static let rebuilding = Problem(
    .serviceUnavailable, "busy",
    "The history is being gone through for another separation or rollback; try again when it is done",
    retryAfter: 5)
}
