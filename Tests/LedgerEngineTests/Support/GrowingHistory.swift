import LedgerCore
import LedgerRules
import LedgerTesting

@testable import LedgerEngine

/// A retailer's history that comes in piece by piece, with what operators do in between.
final class GrowingHistory {
  let directory = TemporaryDirectory()
  let clock: ManualClock
  let ledger: Ledger
  private var lines: ArraySlice<[UInt8]>

  var path: String { directory.path + "/ledger" }
  func path(_ name: String) -> String { directory.path + "/" + name }

  init(seed: UInt64, orders: Int) throws {
    let options = SimulationOptions.eventful(orders: orders, seed: seed)
    let (sink, _) = try MemorySink.of(options)
    lines = sink.lines.map { Array($0.utf8) }[...]
    clock = ManualClock(options.start)
    ledger = try Ledger.create(
      directory: directory.path + "/ledger", rulebook: try ShippedRulebook.retail(),
      origin: "orders.example/\(seed)", surroundings: .test(clock: clock, seed: seed))
  }

  var isAtEnd: Bool { lines.isEmpty }

  /// Takes in the next deliveries.
  func take(_ count: Int) throws {
    _ = try ledger.take(recorded: Array(lines.prefix(count)))
    lines = lines.dropFirst(count)
  }

  /// One of the actions that the log records.
  func act(_ random: inout SplitMix64) throws {
    clock.now = max(clock.now, try ledger.log.entry(at: last).received)
    switch Int.random(in: 0..<4, using: &random) {
    case 0: _ = try ledger.checkpoint(anew: true)
    case 1: _ = try ledger.rotateKey(reason: "yearly")
    case 2:
      let channel = "late-\(ledger.nextPosition)"
      _ = try ledger.register(channel: channel, kind: "shopify", account: nil)
    default: try ledger.flush()
    }
  }

  private var last: LogPosition { LogPosition(ledger.nextPosition.rawValue - 1) }
}

/// What two ledgers must have alike to be one.
struct LedgerImage: Equatable {
  var entries: UInt64
  var root: Hash256
  var orders: Int
  var digest: Hash256
  var checkpoints: [UInt64]

  init(_ ledger: Ledger) throws {
    entries = ledger.nextPosition.rawValue
    root = try ledger.root(of: ledger.nextPosition)
    let totals = try ledger.totals()
    (orders, digest) = (totals.orders, totals.digest)
    checkpoints = ledger.checkpointSizes()
  }
}
