import LedgerCore
import LedgerEngine
import LedgerRules
import LedgerTesting
import Testing

@Suite("One path through all layers")
struct ThinPathTests {
  let directory = TemporaryDirectory()
  let clock = ManualClock(Timestamp(rfc3339: "2026-03-01T10:00:00Z") ?? Timestamp(rawValue: 0))

  func ledger() throws -> Ledger {
    try Ledger.create(
      directory: directory.path + "/ledger", rulebook: try ShippedRulebook.retail(),
      surroundings: .test(clock: clock, seed: 1))
  }

  static let order = """
    {"id": 1, "admin_graphql_api_id": "gid://shopify/Order/1", "name": "#1001",
    "financial_status": "paid", "fulfillment_status": null, "confirmed": true,
    "cancelled_at": null, "currency": "EUR", "current_total_price": "12.10",
    "updated_at": "2026-03-01T10:00:00Z", "test": false, "line_items": []}
    """
  static let headers = [
    (name: "x-shopify-topic", value: "orders/paid"),
    (name: "x-shopify-webhook-id", value: "w-1"),
  ]

  @Test("a paid order that the ERP does not have becomes a checkout disconnect")
  func checkoutDisconnect() throws {
    let ledger = try ledger()
    try ledger.take(Self.order, channel: "shopify", headers: Self.headers)
    clock.now = clock.now + .hours(3)
    try ledger.take(
      ##"{"type":"salesOrder","id":"77","externalId":"#9999","status":"Pending Fulfillment"}"##,
      channel: "netsuite")
    let report = try ledger.order("#1001", asOf: ledger.now)
    #expect(report.disagreements.contains { $0.pattern == "checkout_disconnect" })
    let again = try ledger.take(Self.order, channel: "shopify", headers: Self.headers)
    #expect(again.position != nil)
    try ledger.close()
  }
}
