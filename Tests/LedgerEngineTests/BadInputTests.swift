import Foundation
import LedgerCore
import LedgerEngine
import LedgerRules
import LedgerTesting
import Testing

@Suite("Bad input")
struct BadInputTests {
  static let bad: [(String, [UInt8])] = [
    ("empty", []), ("truncated", Array(#"{"id":1,"status":"pa"#.utf8)),
    (
      "deep",
      Array((String(repeating: "[", count: 5_000) + String(repeating: "]", count: 5_000)).utf8)
    ),
    ("not UTF-8", Array(#"{"id":1,"status":""#.utf8) + [0xff, 0xfe] + Array(#""}"#.utf8)),
    ("duplicate key", Array(#"{"id":1,"id":2,"status":"paid"}"#.utf8)),
    ("NaN", Array(#"{"id":1,"total":NaN}"#.utf8)), ("NUL", [0, 0, 0, 0]),
    ("NUL in text", Array("{\"id\":\"a\0b\"}".utf8)), ("no JSON", Array("<order/>".utf8)),
    ("trailing", Array(#"{"id":1} {"id":2}"#.utf8)),
  ]

  @Test("a body that cannot be read is kept, quarantined and counted")
  func quarantined() throws {
    let bench = try Bench()
    _ = try bench.ledger.register(channel: "shop", kind: nil, account: nil)
    let preparation = try bench.ledger.preparation(channel: "shop")
    for (name, body) in Self.bad {
      let receipt = try bench.ledger.append([
        preparation.prepare(
          Incoming(headers: [], body: body, evidence: .unsigned, actor: "test"))
      ])[0]
      guard case .appended(let position, let items) = receipt else {
        Issue.record("\(name): \(receipt)")
        continue
      }
      #expect(items == 1, "\(name)")
      #expect(try bench.ledger.delivery(at: position)?.body == body, "\(name)")
    }
    let live = try bench.ledger.totals()
    #expect(live.items == [.quarantined: Self.bad.count])
    #expect(try bench.ledger.quarantine(limit: 100).count == Self.bad.count)
    #expect(try bench.ledger.quarantine(limit: 100).allSatisfy { !$0.reason.isEmpty })
    #expect(try bench.ledger.rebuild().after == live)
    #expect(try bench.ledger.verify().findings.isEmpty)
  }

  @Test("JSON that is no order has an outcome as well")
  func noOrder() throws {
    let bench = try Bench()
    for body in ["null", "1", "\"x\"", "[]", "{}", "[[[]]]"] {
      _ = try bench.take("shop", body)
    }
    #expect(try bench.ledger.totals().items.values.reduce(0, +) == 6)
  }

  @Test("an amount that does not fit quarantines itself, and the other claims stand")
  func amounts() throws {
    let bench = try Bench()
    try bench.take("shop", #"{"id":1,"status":"paid","total":"1.001"}"#)
    try bench.take("shop", #"{"id":2,"status":"paid","total":99999999999999999999999999}"#)
    for order in ["1", "2"] {
      #expect(try bench.truth(order)["payment"] == "captured")
      #expect(try bench.order(order).quarantined.map(\.reason) == ["amount_does_not_fit"])
      #expect(try bench.order(order).systems.flatMap(\.amounts).isEmpty)
    }
  }

  @Test("a sender's text that no entry can hold is cut there, and the delivery is kept whole")
  func longTexts() throws {
    let bench = try Bench(ShippedRulebook.retail())
    for (number, text) in [
      String(repeating: "c", count: 2_000), String(repeating: "ß", count: 1_025), "", " ", "\u{0}",
      "a" + String(repeating: "\u{1F4A9}\u{200D}", count: 600),
    ].enumerated() {
      let body = JSONValue.object([
        ("id", .string("h\(number)")), ("hop", .string("received")), ("time", .string(text)),
        ("causationid", .string(text)),
        ("order", .object([("shopify", .object([("name", .string("#1"))]))])),
      ]).utf8
      _ = try bench.ledger.register(channel: "hop", kind: nil, account: nil)
      let ready = try bench.ledger.preparation(channel: "hop").prepare(
        Incoming(
          headers: [], body: body, evidence: .unsigned, actor: text + "operator",
          causedBy: number.isMultiple(of: 2) ? text : nil))
      let receipt = try bench.ledger.append([ready])[0]
      let position = try #require(receipt.position)
      #expect(try bench.ledger.delivery(at: position)?.body == body)
    }
    let events = try bench.ledger.trace("#1", asOf: bench.ledger.now).events
    #expect(events.count == 6)
    #expect(events[0].causedBy == String(repeating: "c", count: 1_024))
    #expect(events[1].causedBy == String(repeating: "ß", count: 512))
    #expect(events[2].causedBy == nil)
    #expect(events.allSatisfy { ($0.senderTime?.utf8.count ?? 0) <= 1_024 })
    #expect(try bench.ledger.verify().findings.isEmpty)
  }

  @Test("a name that no entry can hold is refused before anything is written")
  func longNames() throws {
    let bench = try Bench()
    let end = try bench.ledger.nextPosition
    let long = String(repeating: "n", count: 1_025)
    for (channel, account) in [(long, "main"), ("shop-2", long), ("", "main")] {
      #expect(throws: LedgerError.self) {
        try bench.ledger.register(channel: channel, kind: "shop", account: account)
      }
    }
    #expect(try bench.ledger.nextPosition == end)
    #expect(try bench.ledger.channels.isEmpty)
  }

  @Test("a body over 16 MiB is refused, and one just under it is kept")
  func large() throws {
    let bench = try Bench()
    _ = try bench.ledger.register(channel: "shop", kind: nil, account: nil)
    let preparation = try bench.ledger.preparation(channel: "shop")
    let frame = #"{"id":1,"status":"paid","note":""}"#.utf8.count
    func incoming(_ size: Int) -> Incoming {
      let note = [UInt8](repeating: 120, count: size - frame)
      return Incoming(
        headers: [],
        body: Array(#"{"id":1,"status":"paid","note":""#.utf8) + note
          + Array(#""}"#.utf8), evidence: .unsigned, actor: "test")
    }
    #expect(throws: Refusal.tooLarge(bytes: (1 << 24) + 1, limit: 1 << 24)) {
      try preparation.prepare(incoming((1 << 24) + 1))
    }
    _ = try bench.ledger.append([preparation.prepare(incoming(1 << 24))])
    #expect(try bench.truth("1")["payment"] == "captured")
    #expect(try bench.ledger.totals().items == [.accepted: 1])
  }

  /// Real payloads, with the kind that reads each and the headers that say its type.
  static func payloads() throws -> [(
    kind: String, headers: [(name: String, value: String)], body: [UInt8]
  )] {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let names = [
      ("LedgerChannelsTests/Fixtures/shopify.orders.paid.json", "shopify", "orders/paid"),
      ("LedgerChannelsTests/Fixtures/shopify.orders.edited.json", "shopify", "orders/edited"),
      (
        "LedgerChannelsTests/Fixtures/shopify.fulfillment_orders.split.json", "shopify",
        "fulfillment_orders/split"
      ),
      ("LedgerCoreTests/Fixtures/payloads/shopify.order.json", "shopify", "orders/updated"),
      ("LedgerChannelsTests/Fixtures/adyen.capture-true.json", "adyen", ""),
      ("LedgerCoreTests/Fixtures/payloads/adyen.authorisation.json", "adyen", ""),
      ("LedgerChannelsTests/Fixtures/amazon.OrderChangeNotification.json", "amazon", ""),
      ("LedgerChannelsTests/Fixtures/stripe.checkout.session.completed.json", "stripe", ""),
      ("LedgerChannelsTests/Fixtures/stripe.payment_intent.canceled.json", "stripe", ""),
      ("LedgerCoreTests/Fixtures/payloads/stripe.charge.succeeded.json", "stripe", ""),
      ("LedgerChannelsTests/Fixtures/woocommerce.order.json", "woocommerce", "order.updated"),
      ("LedgerChannelsTests/Fixtures/cloudevents.batch.json", "cloudevents", ""),
    ]
    return try names.map { path, kind, topic in
      let body = [UInt8](try Data(contentsOf: tests.appending(path: path)))
      let header = kind == "woocommerce" ? "x-wc-webhook-topic" : "x-shopify-topic"
      return (kind, topic.isEmpty ? [] : [(name: header, value: topic)], body)
    }
  }

  private func mutate(_ body: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
    var bytes = body
    let tokens = [
      "null", "true", "-1", "1e999", "\"\"", "[]", "{}", "\"\\ud800\"", "99999999999999999999",
      "0.001",
    ]
    for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
      let at = Int.random(in: bytes.indices, using: &random)
      switch Int.random(in: 0..<6, using: &random) {
      case 0: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 1:
        bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...20, using: &random)))
      case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: at)
      case 3: bytes.removeSubrange(at...)
      default:
        // A value is exchanged, so that the text often stays JSON.
        guard let colon = bytes[at...].firstIndex(of: 58),
          let end = bytes[colon...].firstIndex(where: { $0 == 44 || $0 == 125 })
        else { continue }
        bytes.replaceSubrange(
          colon + 1..<end, with: Array((tokens.randomElement(using: &random) ?? "").utf8))
      }
    }
    return bytes
  }

  @Test("20,000 mutations of real payloads: nothing crashes, every item has one outcome")
  func fuzz() throws {
    let seed: UInt64 = 20_261_121
    var random = SplitMix64(seed: seed)
    let bench = try Bench(LiveEqualsRebuildTests.retail.get(), seed: seed)
    var sources: [(Preparation, [(name: String, value: String)], [UInt8])] = []
    for payload in try Self.payloads() {
      _ = try bench.ledger.register(channel: payload.kind, kind: nil, account: nil)
      sources.append(
        (try bench.ledger.preparation(channel: payload.kind), payload.headers, payload.body))
    }
    var items = 0
    var duplicates = 0
    for batch in 0..<40 {
      var ready: [ReadyDelivery] = []
      for _ in 0..<500 {
        let (preparation, headers, body) = sources[Int.random(in: sources.indices, using: &random)]
        ready.append(
          try preparation.prepare(
            Incoming(
              headers: headers, body: mutate(body, &random), evidence: .unsigned, actor: "test")))
      }
      for receipt in try bench.ledger.append(ready) {
        switch receipt {
        case .appended(_, let count), .conflict(_, _, let count): items += count
        case .duplicate: duplicates += 1
        case .refused(let refusal): Issue.record("\(refusal)")
        }
      }
      if batch % 8 == 7 { try bench.ledger.flush() }
    }
    let totals = try bench.ledger.totals()
    #expect(totals.items.values.reduce(0, +) == items, "seed \(seed)")
    #expect(totals.duplicates == duplicates, "seed \(seed)")
    #expect((totals.items[.quarantined] ?? 0) > 1_000, "seed \(seed)")
    #expect((totals.items[.accepted] ?? 0) + (totals.items[.unlinked] ?? 0) > 1_000, "seed \(seed)")
  }
}
