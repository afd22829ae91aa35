import LedgerCore
import LedgerRules
import LedgerTesting

@testable import LedgerEngine

/// A retailer's history in a ledger, signed at its end.
final class SignedHistory: Sendable {
  let directory = TemporaryDirectory()
  let ledger: Ledger
  let key: VerifierKey

  var path: String { directory.path + "/ledger" }

  init(seed: UInt64, orders: Int = 60) throws {
    var options = SimulationOptions.eventful(orders: orders, seed: seed)
    options.variations.paidTogether = 0.3
    let (sink, _) = try MemorySink.of(options)
    let clock = ManualClock(options.start)
    ledger = try Ledger.create(
      directory: directory.path + "/ledger", rulebook: try ShippedRulebook.retail(),
      origin: "orders.example/\(seed)", surroundings: .test(clock: clock, seed: seed))
    _ = try ledger.take(recorded: sink.lines.map { Array($0.utf8) })
    clock.now = options.horizon
    key = try ledger.signingKeys()[0].key
  }
}
