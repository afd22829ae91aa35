import LedgerEngine
import Synchronization

/// Records who is shown original bytes, before they are shown: of the same delivery to the same person
/// once an hour.
final class BodyReadings: Sendable {
  private let ledger: LiveLedger
  private let recorded = Mutex<[Key: Timestamp]>([:])

  private struct Key: Hashable {
    var actor: String
    var delivery: LogPosition
  }

  private static let again = Interval(microseconds: 3_600_000_000)
  private static let keptMax = 50_000

  init(_ ledger: LiveLedger) { self.ledger = ledger }

  func note(_ deliveries: [LogPosition], by principal: Principal) async throws {
    let now = ledger.writer.surroundings.now()
    let new = recorded.withLock { recorded in
      deliveries.filter { delivery in
        let key = Key(actor: principal.name, delivery: delivery)
        return recorded[key].map { $0 + BodyReadings.again <= now } ?? true
      }
    }
    guard !new.isEmpty else { return }
    try await ledger.write { writer in _ = try writer.recordReading(of: new, by: principal.name) }
    recorded.withLock { recorded in
      if recorded.count >= BodyReadings.keptMax { recorded.removeAll(keepingCapacity: true) }
      for delivery in new { recorded[Key(actor: principal.name, delivery: delivery)] = now }
    }
  }
}
