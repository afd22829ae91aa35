import LedgerEngine

/// Shows how far the making of a new index is.
final class RulebookProgressBar {
  private let replaying = ReplayProgressBar()
  private let folding = Progress("Folding the orders", unit: "orders")
  private let reading = Progress("Reading the history", unit: "entries")

  func update(_ progress: RulebookProgress) {
    switch progress {
    case .replaying(let progress): replaying.show(progress)
    case .folding(let done, let all): folding.update(UInt64(done), of: UInt64(all))
    case .reading(let position, let end): reading.update(position.rawValue, of: end.rawValue)
    }
  }

  func finish() {
    replaying.finish()
    folding.finish()
    reading.finish()
  }
}
