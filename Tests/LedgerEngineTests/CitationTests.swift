import LedgerCore
import LedgerEngine
import LedgerRules
import LedgerTesting
import Testing

/// Which delivery an item is about, where several items come in one delivery.
@Suite("Citations")
struct CitationTests {
  /// An order that the shop sells (`sold`) and cancels an hour later (`cancelled`), and that the
  /// ERP keeps. The connector then tells of two hops at once, of which the second one passes on
  /// that the ERP is to fulfil: wrong after the cancellation, right before it.
  ///
  /// - Returns: the cause of the silent cancellation.
  private func cause(
    _ first: String?, _ second: String?, causedBy: String? = nil
  ) throws -> Cause? {
    let bench = try sold()
    try forward(bench, first, second, causedBy: causedBy)
    try bench.take("netsuite", #"{"type":"heartbeat","time":"2026-03-02T15:00:00Z"}"#, after: 2)
    let live = try bench.ledger.totals()
    #expect(try bench.ledger.rebuild().after == live)
    let found = try bench.order("#1").disagreements.filter {
      $0.pattern == "silent_cancellation"
    }
    #expect(found.count == 1)
    return found.first?.cause
  }

  private func forward(
    _ bench: Bench, _ first: String?, _ second: String?, causedBy: String?
  ) throws {
    _ = try bench.ledger.register(channel: "hop", kind: nil, account: nil)
    let hops = """
      [{"hop":"received","id":"h1","order":{"shopify":{"name":"#1"}},
        "time":"2026-03-02T13:00:01Z"\(citing(first))},
       {"hop":"transformed","id":"h2","order":{"shopify":{"name":"#1"}},
        "to":{"system":"netsuite","record":"salesorder","value":"SalesOrd:B"},
        "time":"2026-03-02T13:00:02Z"\(citing(second))}]
      """
    let receipts = try bench.ledger.append([
      bench.ledger.preparation(channel: "hop").prepare(
        Incoming(
          headers: [], body: Array(hops.utf8), evidence: .unsigned, actor: "test",
          causedBy: causedBy))
    ])
    guard case .appended(_, items: 2) = receipts[0] else {
      Issue.record("\(receipts)")
      return
    }
  }

  private func sold() throws -> Bench {
    let bench = try Bench(LiveEqualsRebuildTests.retail.get())
    func shop(_ financial: String, _ cancelled: String, _ hour: Int, id: String) throws {
      let body = ##"""
        {"id":5001,"name":"#1","financial_status":"\##(financial)","cancelled_at":\##(cancelled),
         "test":false,"updated_at":"2026-03-02T\##(hour):00:00Z"}
        """##
      try bench.ledger.take(
        body, channel: "shopify",
        headers: [("X-Shopify-Topic", "orders/updated"), ("X-Shopify-Webhook-Id", id)])
    }
    try shop("paid", "null", 12, id: "sold")
    try bench.take(
      "netsuite",
      ##"""
      {"type":"salesOrder","id":"788","otherRefNum":"#1","orderStatus":"B",
       "lastModifiedDate":"2026-03-02T12:00:00Z"}
      """##)
    bench.clock.now = bench.clock.now + .hours(1)
    try shop("refunded", #""2026-03-02T13:00:00Z""#, 13, id: "cancelled")
    return bench
  }

  private func citing(_ delivery: String?) -> String {
    delivery.map { #","causationid":"\#($0)""# } ?? ""
  }

  @Test("each item of a delivery is about what it cites itself")
  func own() throws {
    #expect(try cause("sold", "sold") == .missingEvent)
    #expect(try cause("cancelled", "sold") == .lostAtConnector)
    #expect(try cause("sold", "cancelled") == .mapping)
  }

  @Test("an item that cites nothing is not about what the delivery's first item cites")
  func inherited() throws {
    #expect(try cause("sold", nil) == .mapping)
  }

  @Test("what a delivery is the answer to, all its items are about that cite nothing")
  func ofTheDelivery() throws {
    #expect(try cause(nil, nil) == .mapping)
    #expect(try cause(nil, nil, causedBy: "sold") == .missingEvent)
    #expect(try cause(nil, "cancelled", causedBy: "sold") == .mapping)
  }

  @Test("a trace shows of each item what it is about, as far as the log tells it")
  func traced() throws {
    func shown(_ first: String?, _ second: String?, causedBy: String? = nil) throws -> [String?] {
      let bench = try sold()
      try forward(bench, first, second, causedBy: causedBy)
      return try bench.ledger.trace("#1", asOf: bench.ledger.now).events.suffix(2).map(\.causedBy)
    }
    #expect(try shown("sold", "sold") == ["sold", "sold"])
    #expect(try shown("sold", nil) == ["sold", nil])
    #expect(try shown("sold", "cancelled") == ["sold", nil])
    #expect(try shown(nil, nil, causedBy: "sold") == ["sold", "sold"])
  }
}
