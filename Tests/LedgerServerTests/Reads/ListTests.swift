import Foundation
import LedgerCore
import LedgerEngine
import LedgerServer
import LedgerTesting
import Testing

/// Lists of a simulated retailer whose systems fail in every way: page by page what they are at once,
/// and by each filter what it names.
struct ListTests {
  private static func with(
    _ body: @escaping @Sendable (ServedLedger) async throws -> Void
  ) async throws {
    let options = SimulationOptions.eventful(orders: 60)
    let lines = try Simulation.lines(of: options)
    try await ServedLedger.with(
      at: options.start,
      prepare: { ledger in
        _ = try ledger.take(recorded: lines)
        // What no rule understands, what nothing ties to an order, and what waits.
        for number in 0..<20 {
          try ledger.take(
            ReadPlumbingTests.order.replacing("\"id\":1,", with: "\"id\":\(number),")
              .replacing("1001", with: "S\(number)").replacing("\"paid\"", with: "\"bewitched\""),
            channel: "shopify")
          try ledger.take(
            #"{"id":"l\#(number)","system":"netsuite","found":false,"value":"\#(number)"}"#,
            channel: "lookup", kind: "lookup")
          // Shipped before anybody has heard of the order.
          try ledger.take(
            """
            {"payload":{"fulfillmentOrder":{"sellerFulfillmentOrderId":"H\(number)",\
            "displayableOrderId":"#H\(number)","fulfillmentOrderStatus":"Complete",\
            "statusUpdatedDate":"2026-03-15T00:00:00Z"}}}
            """, channel: "amazon-mcf", kind: "amazon-mcf",
            received: options.start + .seconds(14 * 86_400))
        }
      }
    ) { served in
      served.clock.now = options.start + .seconds(15 * 86_400)
      try await body(served)
    }
  }

  private struct Page {
    var items: [[UInt8]]
    var next: String?

    init(_ answer: WebAnswer, _ name: String) throws {
      try #require(answer.status == 200, "\(answer.text)")
      let document = try JSONDocument.parse(answer.body)
      let list = try #require(document.member(name, of: document.root))
      items = document.children(of: list).map { Array(document.bytes[document.range($0)]) }
      next = try answer.json("next")
    }
  }

  private static func encoded(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
  }

  @Test
  func pagesAreTheWholeListNowAndAsOfThen() async throws {
    try await ListTests.with { served in
      let end = served.writer.nextPosition.rawValue - 1
      for (path, name, atLeast) in [
        ("orders?tests=true&", "orders", 40),
        ("mismatches?closed=true&slas=true&", "mismatches", 20),
        ("held?", "held", 20), ("quarantine?", "quarantined", 20),
        ("unlinked?", "unlinked", 20),
      ] {
        for asOf in ["", "as_of=\(end / 2)&", "as_of=\(end)&"] {
          let target = "/v1/\(path)\(asOf)"
          let whole = try Page(try await served.get("\(target)limit=1000"), name)
          #expect(whole.next == nil)
          if asOf.isEmpty { #expect(whole.items.count >= atLeast, "\(name): \(whole.items.count)") }
          for limit in [1, 7] {
            var (items, after): ([[UInt8]], String?) = ([], nil)
            var pages = 0
            repeat {
              let from = after.map { "&after=\(ListTests.encoded($0))" } ?? ""
              let page = try Page(try await served.get("\(target)limit=\(limit)\(from)"), name)
              items += page.items
              after = page.next
              pages += 1
            } while after != nil && pages < 2_000
            #expect(items == whole.items, "\(target) by \(limit)")
          }
        }
      }
    }
  }

  @Test
  func aFilterFindsWhatItNamesAndAllOfIt() async throws {
    try await ListTests.with { served in
      let all = try Page(try await served.get("/v1/orders?tests=true&limit=1000"), "orders")
      let orders = try all.items.map(Order.init)
      func found(_ filter: String) async throws -> [String] {
        let page = try Page(
          try await served.get("/v1/orders?tests=true&limit=1000&\(filter)"), "orders")
        return try page.items.map { try Order($0).id }
      }
      let states = Set(orders.flatMap(\.truth))
      #expect(states.count > 15)
      for state in states.sorted() {
        let parts = state.split(separator: "=")
        let expected = orders.filter { $0.truth.contains(state) }.map(\.id)
        #expect(try await found("facet=\(parts[0])&state=\(parts[1])") == expected, "\(state)")
      }
      let patterns = Set(orders.flatMap(\.patterns))
      #expect(patterns.count > 3)
      for pattern in patterns.sorted() {
        let expected = orders.filter { $0.patterns.contains(pattern) }.map(\.id)
        #expect(try await found("pattern=\(pattern)") == expected, "\(pattern)")
      }
      // Any name of an order leads to it, and to no other but those that share it.
      for order in orders {
        for name in [order.id] + order.names {
          let expected = orders.filter { $0.id == name || $0.names.contains(name) }.map(\.id)
          let result = try await found("q=\(ListTests.encoded(name))")
          #expect(result.contains(order.id), "\(name)")
          #expect(Set(expected).isSubset(of: result), "\(name)")
        }
      }
      for channel in ["stripe", "netsuite", "amazon"] {
        let result = try await found("channel=\(channel)")
        let system = Set(orders.filter { $0.systems.contains(channel) }.map(\.id))
        #expect(system.isSubset(of: result) && !result.isEmpty, "\(channel)")
        #expect(result.count < orders.count || channel == "netsuite", "\(channel)")
      }
    }
  }

  @Test
  func whatIsNoParameterOrNoValueOfOneIsRefused() async throws {
    try await ServedLedger.with(prepare: ReadPlumbingTests.fill) { served in
      for query in [
        "facets=payment", "facet=nothing", "facet=payment&state=nothing", "state=captured",
        "pattern=nothing", "cause=nothing", "channel=nothing", "older_than=2", "older_than=-2h",
        "limit=0", "limit=1001", "limit=x", "after=x", "as_of=yesterday", "as_of=-1",
        "as_of=99999", "tests=perhaps", "limit=1&limit=2",
      ] {
        let answer = try await served.get("/v1/orders?\(query)")
        #expect(answer.status == 400, "\(query): \(answer.text)")
        #expect(answer.header("content-type") == "application/problem+json", "\(query)")
      }
    }
  }
}

/// What a list says of an order.
private struct Order {
  let id: String
  let names: [String]
  /// `facet=state`.
  let truth: [String]
  /// Of what is open.
  let patterns: [String]
  let systems: [String]

  init(_ bytes: [UInt8]) throws {
    let order = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    let head = try #require(order["order"] as? [String: Any])
    func texts(_ list: String, _ member: (([String: Any]) -> String?)) -> [String] {
      (order[list] as? [[String: Any]] ?? []).compactMap(member)
    }
    id = try #require(head["order"] as? String)
    names = head["names"] as? [String] ?? []
    truth = texts("truth") { fact in
      guard let facet = fact["facet"] as? String, let state = fact["state"] as? String else {
        return nil
      }
      return "\(facet)=\(state)"
    }
    patterns =
      texts("mismatches") { $0["pattern"] as? String } + texts("late") { $0["pattern"] as? String }
    systems = texts("systems") { system in
      system["presence"] as? String == "present" ? system["system"] as? String : nil
    }
  }
}
