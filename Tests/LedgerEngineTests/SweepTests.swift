import LedgerCore
import LedgerEngine
import LedgerTesting
import Testing

@Suite("Sweeps")
struct SweepTests {
  /// Two paid orders of the storefront, an hour apart.
  private func bench() throws -> Bench {
    let bench = try Bench(ShippedRulebook.retail())
    for number in 1...3 {
      let body = ##"""
        {"id":\##(5000 + number),"admin_graphql_api_id":"gid://shopify/Order/\##(5000 + number)",
         "name":"#\##(1000 + number)","financial_status":"paid","currency":"EUR",
         "total_price":"10.00","created_at":"2026-03-02T12:00:00Z",
         "updated_at":"2026-03-02T12:00:00Z","confirmed":true}
        """##
      try bench.ledger.take(
        body, channel: "shopify", headers: [(name: "x-shopify-topic", value: "orders/paid")])
    }
    return bench
  }

  private func sweep(
    _ bench: Bench, listing orders: [Int], isComplete: Bool
  ) throws -> Receipt {
    bench.clock.now = bench.clock.now + .hours(3)
    let list = orders.map { ##"{"shopify":{"name":"#\##($0)"},"netsuite":{"id":"\##($0)"}}"## }
    let body = #"""
      {"id":"run","system":"netsuite","scope":"orders","from":"2026-03-02T00:00:00Z",
       "to":"2026-03-02T15:00:00Z","complete":\#(isComplete),"count":\#(orders.count),
       "orders":[\#(list.joined(separator: ","))]}
      """#
    return try bench.ledger.take(body, channel: "sweep")
  }

  private func presence(_ bench: Bench, _ order: Int) throws -> Presence? {
    try bench.order("#\(order)").systems.first { $0.name == "netsuite" }?.presence
  }

  @Test("each order that is listed is an item, present; what a complete sweep leaves out is absent")
  func complete() throws {
    let bench = try bench()
    let receipt = try sweep(bench, listing: [1001, 1003], isComplete: true)
    guard case .appended(_, items: 2) = receipt else {
      Issue.record("\(receipt)")
      return
    }
    for isRebuilt in [false, true] {
      if isRebuilt { _ = try bench.ledger.rebuild() } else { try bench.ledger.flush() }
      #expect(try presence(bench, 1001) == .present)
      #expect(try presence(bench, 1002) == .absent)
      #expect(try presence(bench, 1003) == .present)
      // Links join nothing.
      #expect(try bench.ledger.totals().orders == 3)
      #expect(try bench.orders("#1001") == 1)
      let found = try bench.ledger.disagreements(ListFilter(), asOf: bench.ledger.now).elements
      let missing = found.filter { $0.pattern == "checkout_disconnect" }
      #expect(missing.count == 1 && missing[0].names.contains("#1002"), "\(missing)")
    }
  }

  @Test("a sweep that missed a page says nothing of what it does not list")
  func incomplete() throws {
    let bench = try bench()
    _ = try sweep(bench, listing: [1001], isComplete: false)
    #expect(try presence(bench, 1001) == .present)
    #expect(try presence(bench, 1002) != .absent)
  }

  @Test("an empty complete sweep says that there is nothing")
  func empty() throws {
    let bench = try bench()
    _ = try sweep(bench, listing: [], isComplete: true)
    for order in 1001...1003 { #expect(try presence(bench, order) == .absent) }
  }
}
