import LedgerCore
import LedgerEngine
import LedgerTesting
import Testing

@Suite("An order through two rulebooks")
struct ReplayExplanationTests {
  private func filled() throws -> Bench {
    let bench = try Bench()
    try bench.take("shop", #"{"id":1,"status":"pending","updated":1,"total":"10.00","group":"g"}"#)
    try bench.take(
      "shop", #"{"id":1,"status":"authorized","updated":2,"total":"10.00","group":"g"}"#)
    try bench.take("erp", #"{"number":"S1","shop":"1","status":"open"}"#, after: 3)
    try bench.take("shop", #"{"id":2,"status":"pending","updated":1,"total":"5.00","group":"g"}"#)
    return bench
  }

  private func request(_ bench: Bench, _ find: String, _ text: String) throws -> ReplayRequest {
    let revised = try EngineRulebook.compiled(
      shop: EngineRulebook.shop.replacing(find, with: text))
    return ReplayRequest(revised, asOf: try bench.ledger.now)
  }

  @Test("has the events of its trace, the same divergence as the report, and what follows marked")
  func events() throws {
    let bench = try filled()
    let request = try request(bench, "authorized: authorized", "authorized: captured")
    let explanation = try bench.ledger.explain("1", request)
    let trace = try bench.ledger.trace("1", asOf: request.asOf)
    #expect(explanation.events.map(\.item) == trace.events.map(\.item))
    #expect(explanation.events.map(\.channel) == trace.events.map(\.channel))
    #expect(explanation.events.map(\.shape) == trace.events.map(\.shape))
    let order = try #require(try bench.ledger.replay(request).changed.first)
    #expect(explanation.order == order.order && explanation.money == order.money)
    #expect(explanation.divergence == order.divergence)
    let parted = explanation.events.filter(\.isDivergence)
    #expect(parted.map(\.item) == [try #require(order.divergence).item])
    #expect(parted.first?.before.readings?.contains { $0.reading == "payment authorized" } == true)
    #expect(parted.first?.after.readings?.contains { $0.reading == "payment captured" } == true)
    #expect(parted.first?.before.changes.contains { $0.to == "authorized" } == true)
    #expect(parted.first?.differences.contains { $0.subject == "erp_missing" } == true)
    // The ERP came too late for the revised rulebook: overdue, and over.
    let last = try #require(explanation.events.last)
    #expect(last.differences.contains { $0.kind == .breached } && last.before.changes.isEmpty)
    #expect(explanation.effects.filter { $0.kind == .breached }.count == 1)
    #expect(explanation.before.truth.contains { $0.state == "authorized" })
    #expect(explanation.after.truth.contains { $0.state == "captured" })
  }

  @Test("comes to the same where nothing is read or weighed otherwise")
  func same() throws {
    let bench = try filled()
    let request = ReplayRequest(after: .active, asOf: try bench.ledger.now)
    let explanation = try bench.ledger.explain("2", request)
    #expect(explanation.effects.isEmpty && explanation.divergence == nil)
    #expect(explanation.events.allSatisfy { $0.before == $0.after && !$0.isDivergence })
  }

  @Test("tells which events are of the order on one side only, where references are read otherwise")
  func regrouped() throws {
    let bench = try filled()
    let request = try request(
      bench, "      - { identity: shop/order/name, of: $.name }",
      "      - { identity: shop/order/name, of: $.group }")
    let explanation = try bench.ledger.explain("1", request)
    #expect(explanation.events.count == 4)
    #expect(explanation.events.map { $0.before.readings == nil } == [false, false, false, true])
    #expect(explanation.events.allSatisfy { $0.after.readings != nil })
  }

  @Test("is as of a time, like everything")
  func asOf() throws {
    let bench = try filled()
    var request = try request(bench, "authorized: authorized", "authorized: captured")
    let first = try #require(try bench.ledger.trace("1", asOf: request.asOf).events.first)
    request.asOf = try bench.ledger.asOf(position: first.item.position)
    let explanation = try bench.ledger.explain("1", request)
    #expect(explanation.events.count == 1 && explanation.effects.isEmpty)
  }
}
