import LedgerCore
import LedgerEngine
import LedgerServer
import LedgerTesting
import Testing

/// What all readings have in common: who may, which position they speak of, what need not be sent again.
struct ReadPlumbingTests {
  static let order = """
    {"id":1,"name":"#1001","created_at":"2026-03-01T00:00:00Z","updated_at":"2026-03-01T00:00:00Z",\
    "financial_status":"paid","fulfillment_status":null,"currency":"EUR","total_price":"10.00"}
    """

  static func fill(_ ledger: Ledger) throws {
    try ledger.take(order, channel: "shopify", kind: "shopify")
  }

  @Test
  func aReaderIsToldUpToWhereAndNeedNotReadAgain() async throws {
    try await ServedLedger.with(prepare: ReadPlumbingTests.fill) { served in
      let first = try await served.get("/v1/orders")
      #expect(first.status == 200)
      #expect(try first.json("orders.0.order.names.1") == "#1001")
      let last = served.writer.nextPosition.rawValue - 1
      #expect(first.header("ledger-position") == "\(last)")
      let tag = try #require(first.header("etag"))
      let again = try await served.get("/v1/orders", ["If-None-Match": "\"x\", \(tag)"])
      #expect(again.status == 304)
      #expect(again.body.isEmpty)
      #expect(again.header("etag") == tag)
      // Deadlines pass though nothing comes.
      served.clock.now = ServedLedger.begin + .minutes(1)
      #expect(try await served.get("/v1/orders", ["If-None-Match": tag]).status == 200)
    }
  }

  @Test
  func oneReadsWhatOneWrote() async throws {
    try await ServedLedger.with(prepare: ReadPlumbingTests.fill) { served in
      let last = served.writer.nextPosition.rawValue
      let posted = try await served.send(
        "POST", "/v1/channels/shopify/deliveries", ["Content-Type": "application/json"],
        body: Array(ReadPlumbingTests.order.replacing("1001", with: "1002").utf8))
      #expect(posted.status == 200, "\(posted.text)")
      #expect(try posted.json("position") == "\(last)")
      let answer = try await served.get("/v1/events/\(last)?at_least=\(last)")
      #expect(answer.status == 200, "\(answer.text)")
      #expect(answer.header("ledger-position") == "\(last)")
      #expect(try answer.json("kind") == "delivery")
      for path in ["orders", "mismatches/summary"] {
        let beyond = try await served.get("/v1/\(path)?at_least=\(last + 1)")
        #expect(beyond.status == 400, "\(path)")
      }
      let sums = try await served.get("/v1/mismatches/summary?at_least=\(last)")
      #expect(try sums.json("complete") == "true", "\(sums.text)")
      #expect(sums.header("etag") == nil, "deadlines pass, and sums are made now and then")
      let body = try await served.get("/v1/events/\(last)/body")
      #expect(body.text == ReadPlumbingTests.order.replacing("1001", with: "1002"))
    }
  }

  @Test
  func guessedTokensAreHeldBackAndRightOnesAreNot() async throws {
    try await ServedLedger.with(
      options: { $0.unknownPerSecond = 0.5 }, prepare: ReadPlumbingTests.fill
    ) { served in
      var statuses: [Int] = []
      while statuses.last != 429, statuses.count < 100 {
        let guess = "olt_\(statuses.count)"
        statuses.append(try await served.send("GET", "/v1/orders", token: guess).status)
      }
      #expect(statuses.first == 401)
      #expect(statuses.last == 429)
      #expect(try await served.send("GET", "/v1/orders").status == 200)
    }
  }

  @Test
  func whoMayNotIsTold() async throws {
    try await ServedLedger.with(prepare: ReadPlumbingTests.fill) { served in
      let stranger = try await served.get("/v1/orders", token: "")
      #expect(stranger.status == 401)
      let ingest = served.tokens[.ingest]
      let dashboard = served.tokens[.dashboard]
      #expect(try await served.get("/v1/orders", token: ingest).status == 403)
      #expect(try await served.get("/v1/orders", token: dashboard).status == 200)
      #expect(try await served.get("/v1/events/3", token: dashboard).status == 200)
      #expect(try await served.get("/v1/events/3/body", token: dashboard).status == 403)
    }
  }
}
