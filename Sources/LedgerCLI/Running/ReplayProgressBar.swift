import LedgerEngine

/// Shows how far a replay is: first how many bodies have been read anew, where they must be.
final class ReplayProgressBar {
  private let reading = Progress("Reading bodies", unit: "deliveries")
  private let comparing = Progress("Replaying", unit: "orders")

  func show(_ progress: ReplayProgress) {
    switch progress {
    case .reading(let done, let all): reading.update(UInt64(done), of: UInt64(all))
    case .comparing(let done, let all): comparing.update(UInt64(done), of: UInt64(all))
    }
  }

  func finish() {
    reading.finish()
    comparing.finish()
  }
}
