import LedgerCore
import LedgerFold
import LedgerIndex
import LedgerReplay
import LedgerRules
import LedgerTesting
import Testing

@testable import LedgerEngine

@Suite("What a promotion rests on")
struct PromotionGroundsTests {
  private func take(_ bench: Bench, _ random: inout SplitMix64) throws {
    let number = Int.random(in: 0..<60, using: &random)
    switch Int.random(in: 0..<6, using: &random) {
    case 0:
      try bench.take("erp", #"{"number":\#(number),"shop":\#(number),"status":"open"}"#)
    case 1:
      try bench.take(
        "pay", #"{"payment":"p\#(number)","orders":[\#(number)],"status":"ok","amount":"3.50"}"#)
    default:
      let status = ["pending", "authorized", "paid"].randomElement(using: &random) ?? ""
      try bench.take(
        "shop", #"{"id":\#(number),"status":"\#(status)","total":"\#(number).10"}"#)
    }
  }

  /// How many orders have each difference, and the money in them.
  private func counts(_ report: ReplayReport) -> [Effect: Weight] {
    var counts: [Effect: Weight] = [:]
    for (effect, weight) in zip(report.effects, report.tallies) where weight.orders > 0 {
      counts[effect] = weight
    }
    return counts
  }

  @Test(
    "what comes after a report, looked at by itself, gives what a report of everything gives",
    arguments: 1...6 as ClosedRange<UInt64>)
  func amended(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let bench = try Bench(seed: seed)
    for _ in 0..<120 { try take(bench, &random) }
    // From here on no time passes, so that nothing is overdue that was not.
    try bench.take("erp", #"{"number":1,"shop":1,"status":"open"}"#, after: 48)
    let ledger = try bench.ledger
    let revised = try Revisions.mapped()
    let grounds = try PromotionGrounds(ledger, revised: revised, policy: "limits: { changed: 5 }")
    let former = try grounds.judgedNow { _ in }
    #expect(try !grounds.isOutdated(former, at: ledger.nextPosition))
    for round in 0..<6 {
      for _ in 0..<10 { try take(bench, &random) }
      if round % 2 == 1 { try ledger.flush() }
      let end = ledger.nextPosition
      #expect(try grounds.isOutdated(former, at: end))
      var table = FoldTable(rulebook: revised)
      for signature in ledger.signatures() { table.append(signature) }
      let amended = try #require(try grounds.judged(former, upTo: end, table: table))
      let whole = try grounds.judgedNow { _ in }
      #expect(amended.verdict.through == whole.verdict.through)
      #expect(amended.verdict.exceeded == whole.verdict.exceeded, "seed \(seed), round \(round)")
      #expect(amended.report.total == whole.report.total, "seed \(seed), round \(round)")
      #expect(amended.report.unchanged == whole.report.unchanged)
      #expect(amended.report.weight == whole.report.weight)
      #expect(counts(amended.report) == counts(whole.report), "seed \(seed), round \(round)")
      #expect(amended.report.irreversible == whole.report.irreversible)
      #expect(
        Set(amended.report.changed.map(\.root)) == Set(whole.report.changed.map(\.root)))
    }
  }

  @Test("an operator's join in between has everything looked at again")
  func joined() throws {
    var random = SplitMix64(seed: 3)
    let bench = try Bench()
    for _ in 0..<120 { try take(bench, &random) }
    let ledger = try bench.ledger
    let revised = try Revisions.mapped()
    let grounds = try PromotionGrounds(ledger, revised: revised, policy: nil)
    let former = try grounds.judgedNow { _ in }
    let orders = try ledger.orders(ListFilter(limit: 2), asOf: ledger.now).elements.map(\.order)
    _ = try ledger.join(orders, reason: "one order")
    let found = try grounds.judged(
      former, upTo: ledger.nextPosition, table: FoldTable(rulebook: revised))
    #expect(found == nil)
    #expect(try grounds.isOutdated(former, at: ledger.nextPosition))
  }
}
