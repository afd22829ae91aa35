import LedgerEngine
import LedgerTesting
import Testing

/// A report must be the difference of two ledgers that were made from nothing, order by order.
@Suite("Replay: the report is the difference of two ledgers")
struct RuleChangeTests {
  static let retailer = Result {
    var options = SimulationOptions(orders: 120, seed: 11, days: 2, tail: .days(4))
    FaultLevel.heavy.apply(to: &options)
    return try ReplayCheck(
      StoredHistory(of: options, rulebook: ShippedRulebook.retail()))
  }

  @Test("of a retailer's history with faults", arguments: RuleChange.mapping)
  func retailer(change: RuleChange) throws {
    let clock = ContinuousClock()
    let start = clock.now
    let check = try Self.retailer.get()
    let made = clock.now
    let former = try check.history.rulebook.edited(change.former)
    let revised = try check.history.rulebook.edited(change.edits)
    let compiled = clock.now
    let outcome = try check.outcome(of: revised, from: change.former.isEmpty ? nil : former)
    print("TIME \(made - start) \(compiled - made) \(clock.now - compiled)")
    #expect(outcome.differences.isEmpty, "\(outcome.differences.joined(separator: "\n"))")
    #expect(outcome.report.changed.isEmpty == change.isWithoutEffect)
  }
}
