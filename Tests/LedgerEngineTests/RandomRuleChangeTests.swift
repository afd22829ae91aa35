import LedgerCore
import LedgerEngine
import LedgerTesting
import Testing

/// What a change touches is told from the rulebooks' difference, and only that is looked at: it must never
/// miss an order, whatever is changed.
@Suite("Replay: no order is missed, whatever is changed")
struct RandomRuleChangeTests {
  private static let options = SimulationOptions.eventful(orders: 40, seed: 23)
  private static let retailer = Result {
    try ReplayCheck(StoredHistory(of: options, rulebook: .retailer()))
  }

  private static let unused = Result {
    let check = try retailer.get()
    return try check.outcome(of: check.history.rulebook, paths: 0).report.unused
  }

  /// At the end of the history; when all holds of the shipped rulebook are over; in its midst.
  private static func asOf(_ seed: UInt64) -> AsOf {
    switch seed % 4 {
    case 0, 1: AsOf(time: options.horizon)
    case 2: AsOf(time: options.horizon + .days(8))
    default: AsOf(time: options.start + .days(7))
    }
  }

  @Test(
    "rulebooks that were edited at random",
    arguments: (0..<ReplaySizes.rulebooks).map { ReplaySizes.seed + UInt64($0) })
  func random(seed: UInt64) throws {
    let check = try Self.retailer.get()
    var changes = try RandomRuleChanges(of: check.history, unused: Self.unused.get(), seed: seed)
    var refused = 0
    let (change, revised) = changes.next(refused: &refused)
    let outcome = try check.outcome(of: revised, asOf: Self.asOf(seed))
    let differences = outcome.differences.joined(separator: "\n")
    #expect(
      outcome.differences.isEmpty, "ORDERLEDGER_SEED=\(seed): \(change)\n\(differences)")
    print(
      "seed \(seed), \(refused) refused, \(outcome.report.changed.count) orders changed: \(change)")
  }
}
