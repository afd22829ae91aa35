import LedgerCore
import LedgerEngine
import LedgerRules
import LedgerTesting
import Testing

@Suite("The ledger against the answer sheet")
struct SimulationLedgerTests {
  /// What is found or expected: `#1001 shipment_lag delay`.
  private func held(_ options: SimulationOptions) throws -> (
    found: Set<String>, expected: Set<String>, quarantined: Int
  ) {
    let (sink, _) = try MemorySink.of(options)
    let directory = TemporaryDirectory()
    let clock = ManualClock(options.start)
    let ledger = try Ledger.create(
      directory: directory.path + "/ledger", rulebook: try ShippedRulebook.retail(),
      surroundings: .test(clock: clock, seed: options.seed))
    _ = try ledger.take(recorded: sink.lines.map { Array($0.utf8) })
    clock.now = options.horizon
    var filter = ListFilter(limit: .max)
    filter.includesTests = true
    filter.statuses = ["delay", "mismatch", "unobservable"]
    let found = try ledger.disagreements(filter, asOf: AsOf(time: options.horizon)).elements
    let expected = sink.answers.filter { $0.statusAtEnd != nil && $0.statusAtEnd != .inFlight }
    let orders = Set(expected.map(\.order))
    let quarantined = try ledger.quarantine(limit: 10).count
    try ledger.close()
    return (
      Set(
        found.map { found in
          let name = found.names.first { orders.contains($0) } ?? found.order
          return "\(name) \(found.pattern) \(found.status)"
        }),
      Set(expected.map { "\($0.order) \($0.pattern.name) \($0.statusAtEnd?.rawValue ?? "")" }),
      quarantined
    )
  }

  @Test(
    "a healthy retailer raises no alarm and fills no quarantine", arguments: [2, 3] as [UInt64])
  func healthy(seed: UInt64) throws {
    let (found, _, quarantined) = try held(
      SimulationOptions(orders: 300, seed: seed, days: 3, tail: .days(12)))
    #expect(found.isEmpty, "seed \(seed)")
    #expect(quarantined == 0, "seed \(seed)")
  }

  @Test(
    "every planted fault is found, and nothing else",
    arguments: [(5, 12), (6, 0), (8, 3)] as [(UInt64, Int64)])
  func faults(seed: UInt64, tailDays: Int64) throws {
    var options = SimulationOptions(
      orders: 500, seed: seed, days: 3, tail: .days(tailDays))
    FaultLevel.heavy.apply(to: &options)
    // Payments that no order speaks of stay unlinked, and parcels of an order that the warehouse
    // still calls awaiting are not seen as a part of it: neither is judged.
    options.faults[.orphanCapture] = nil
    options.faults[.firstParcelNotForwarded] = nil
    let (found, expected, quarantined) = try held(options)
    #expect(found.subtracting(expected).sorted() == [], "false alarms, seed \(seed)")
    #expect(expected.subtracting(found).sorted() == [], "misses, seed \(seed)")
    #expect(expected.count > 30, "seed \(seed)")
    #expect(quarantined == 0, "seed \(seed)")
  }
}
