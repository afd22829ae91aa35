import LedgerCore
import LedgerEngine
import LedgerTesting
import Testing

/// A held claim takes effect when its time is up, though nothing is heard then: no event tells of it, and
/// what is stored of the order does not either.
@Suite("Replay: claims that wait")
struct HeldClaimReplayTests {
  private static let authority = "payment: [payment, origin]"
  private static let hold = "hold: 7d"
  private static let prerequisites = """

    prerequisites:
      - claim: { facet: payment, in: [captured], by: [payment] }
        needs: { facet: payment, in: [authorized] }
        \(hold)
    """

  /// A payment is taken for each of the first two orders. The shop has said what a capture needs of the
  /// second alone, so that of the first is held, for seven days from its receipt.
  private static let history = Result {
    let lines = [
      #""shop","received":"\#(time(0))","headers":{},"body":{"id":1,"status":"pending","payments":["p1"]}"#,
      #""shop","received":"\#(time(0))","headers":{},"body":{"id":2,"status":"authorized","payments":["p2"]}"#,
      #""shop","received":"\#(time(0))","headers":{},"body":{"id":3,"status":"pending"}"#,
      #""pay","received":"\#(time(1))","headers":{},"body":{"payment":"p1","status":"ok"}"#,
      #""pay","received":"\#(time(1))","headers":{},"body":{"payment":"p2","status":"ok"}"#,
    ].map { Array(#"{"channel":\#($0)}"#.utf8) }
    return try ReplayCheck(
      StoredHistory(
        of: lines, channels: ["shop", "pay"],
        rulebook: EngineRulebook.compiled().edited([needs]), begin: Bench.begin,
        end: Bench.begin + .hours(2), seed: 1))
  }

  private static func time(_ hours: Int64) -> String { (Bench.begin + .hours(hours)).rfc3339 }

  private static var needs: RuleChange.Edit {
    let text = "delivery: [carrier] }"
    return RuleChange.Edit("truth.yaml", text, by: text + prerequisites)
  }

  /// A change, and the orders that it changes before the hold is over and behind it.
  private static let changes: [(find: String, by: String, before: Int, after: Int)] = [
    (authority, "payment: [origin, payment]", 1, 2),
    (authority, "payment: [origin]", 1, 2),
    (authority, "payment: [payment]", 2, 1),
    (hold, "hold: 30d", 0, 1),
    (hold, "hold: 30m", 1, 0),
    (prerequisites, "", 1, 0),
  ]

  @Test(
    "what takes effect when its time is up changes with the rules, by the report's time",
    arguments: changes.indices)
  func held(index: Int) throws {
    let check = try Self.history.get()
    let (find, text, before, after) = Self.changes[index]
    let revised = try check.history.rulebook.edited([
      RuleChange.Edit("truth.yaml", find, by: text)
    ])
    for (hours, count) in [(2, before), (7 * 24, before), (7 * 24 + 1, after), (20 * 24, after)] {
      let asOf = AsOf(time: Bench.begin + .hours(Int64(hours)))
      let outcome = try check.outcome(of: revised, asOf: asOf)
      let differences = outcome.differences.joined(separator: "\n")
      #expect(outcome.differences.isEmpty, "\(text) \(hours) hours on: \(differences)")
      #expect(outcome.report.changed.count == count, "\(text) \(hours) hours on")
    }
  }
}
