import LedgerCore
import LedgerEngine
import LedgerTesting
import Testing

@Suite("Notes: worth knowing, and no reason to doubt")
struct NoteTests {
  private let rounded = #"""
    {"id":820982911946154500,"admin_graphql_api_id":"gid://shopify/Order/820982911946154508",
     "name":"#9999","financial_status":"paid","fulfillment_status":null,"currency":"USD",
     "total_price":"398.00","created_at":"2026-03-02T10:00:00Z","updated_at":"2026-03-02T10:00:00Z",
     "line_items":[{"id":1,"sku":null,"title":"Gift","quantity":1,"price":"398.00"}]}
    """#

  private func bench() throws -> Bench {
    let bench = try Bench(ShippedRulebook.retail())
    try bench.ledger.take(
      rounded, channel: "shopify", headers: [(name: "x-shopify-topic", value: "orders/paid")])
    return bench
  }

  @Test("an id that was rounded on its way is taken from the global id, and quarantines nothing")
  func roundedID() throws {
    let bench = try bench()
    let ledger = try bench.ledger
    #expect(ledger.signatures().contains { $0.flaws.contains { $0.reason == "note:id_rounded" } })
    #expect(try bench.orders("820982911946154508") == 1)
    #expect(try bench.orders("820982911946154500") == 0)
    #expect(try ledger.totals().items == [.accepted: 1])
    #expect(try ledger.quarantine(limit: 10).isEmpty)
    #expect(try bench.order("#9999").quarantined.isEmpty)
    #expect(try bench.truth("#9999")["payment"] == "captured")
    let amounts = try bench.order("#9999").systems.first { $0.name == "shopify" }?.amounts ?? []
    #expect(amounts.contains { $0.kind == "order.total" && $0.value == 39_800 })
  }

  @Test("a trace says what was noted")
  func shown() throws {
    let event = try #require(
      try bench().ledger.trace("#9999", asOf: AsOf(time: Bench.begin)).events.first)
    #expect(event.outcome == .accepted)
    #expect(event.claims.map(\.text).contains("note:id_rounded at $.id"))
  }
}
