import LedgerChannels
import LedgerCore
import LedgerRules
import Testing

@Suite("Reading a delivery")
struct ExtractorTests {
  @Test("facts keep null, absence, numbers as written and overlong values apart")
  func facts() throws {
    let kind = try TestKind.order { shape in
      shape.facts = [
        try fact("status", "$.status"), try fact("gone", "$.gone"), try fact("none", "$.none"),
        try fact("number", "$.number"), try fact("flag", "$.flag"), try fact("list", "$.list"),
        try fact("long", "$.long"), try fact("escaped", "$.escaped"),
        FactSource(name: "exists", reading: .exists(try item("$.list"))),
        FactSource(name: "missing", reading: .exists(try item("$.none"))),
        FactSource(name: "zero", reading: .zero(try item("$.zero"))),
        FactSource(name: "text", reading: .zero(try item("$.status"))),
        FactSource(name: "more", reading: .compare(try item("$.number"), .greater, "12")),
        FactSource(
          name: "same", reading: .compareTo(try item("$.number"), .equal, try item("$.text"))),
      ]
    }
    let long = String(repeating: "x", count: 256)
    let read = kind.read(
      """
      {"type":"order","status":"paid","none":null,"number":12.10,"flag":true,"list":[1],
       "long":"\(long)","escaped":"a\\u00e9\\n","zero":0.00,"text":"12.1"}
      """)
    #expect(
      read.values == [
        .text("paid"), .absent, .null, .text("12.10"), .text("true"), .absent, .overflow,
        .text("aé\n"), .text("true"), .text("false"), .text("true"), .absent, .text("true"),
        .text("true"),
      ])
    #expect(read.main?.standing == .understood)
    #expect(read.main?.channelKind == "shop")
    #expect(read.flaws.isEmpty)
  }

  @Test("the main part comes first, parts with facts are parts, parts with amounts only add to it")
  func parts() throws {
    let kind = try TestKind.order { shape in
      var line = Shape(name: "line", entityKind: 1, entityKey: try part("$.sku"), line: 2)
      line.amounts = [amount("quantity.ordered", try part("$.quantity"), unit: .count)]
      var shipment = Shape(
        name: "fulfillment", entityKind: 2, entityKey: try part("$.id"), line: 3)
      shipment.facts = [
        FactSource(name: "status", reading: .category(try part("$.status"))),
        FactSource(name: "order", reading: .category(try item("$.id"))),
      ]
      shipment.amounts = [amount("quantity.ordered", try part("$.count"), unit: .count)]
      shape.occurred = [TimeSource(of: try item("$.at"), format: .rfc3339)]
      shape.version = .number(try item("$.version"))
      shape.parts = [
        Part(each: try path("$.fulfillments[*]"), shape: shipment),
        Part(each: try path("$.lines[*]"), shape: line),
      ]
    }
    let read = kind.read(
      """
      {"type":"order","id":7,"at":"2026-03-01T10:00:00+01:00","version":3,
       "lines":[{"sku":"A","quantity":2},{"sku":"B","quantity":1},{"sku":"A","quantity":3},
                {"sku":null,"quantity":9}],
       "fulfillments":[{"id":11,"status":"success","count":1},{"id":12,"status":null}]}
      """)
    #expect(read.shapes == ["order", "order.fulfillment", "order.fulfillment"])
    let parts = read.extraction.parts
    #expect(
      parts.map(\.entity) == [
        0, EntityHash.hash(kind: "fulfillment", key: "11"),
        EntityHash.hash(kind: "fulfillment", key: "12"),
      ])
    // Two lines of one article are one entity.
    #expect(read.extraction.amounts[parts[0].amounts].map(\.value) == [5, 1])
    #expect(
      read.extraction.amounts[parts[0].amounts].map(\.entity) == [
        EntityHash.hash(kind: "line", key: "A"), EntityHash.hash(kind: "line", key: "B"),
      ])
    #expect(read.extraction.amounts[parts[1].amounts].map(\.value) == [1])
    #expect(read.signatures[1]?.values == [.text("success"), .text("7")])
    #expect(read.flaws == ["note:no_key $.sku"])
    let at = try #require(Timestamp(rfc3339: "2026-03-01T09:00:00Z"))
    #expect(parts.allSatisfy { $0.occurred == at && $0.version == 3 })
    #expect(read.extraction.senderTime == "2026-03-01T10:00:00+01:00")
    #expect(read.extraction.items.map(\.parts) == [0..<3])
  }

  @Test("many lines of one article are one amount as well")
  func manyLines() throws {
    let kind = try TestKind.order { shape in
      var line = Shape(name: "line", entityKind: 1, entityKey: try part("$.sku"), line: 2)
      line.amounts = [amount("quantity.ordered", try part("$.quantity"), unit: .count)]
      shape.parts = [Part(each: try path("$.lines[*]"), shape: line)]
    }
    let lines = (0..<100).map { "{\"sku\":\"A\($0 % 40)\",\"quantity\":\($0)}" }
    let read = kind.read("{\"type\":\"order\",\"lines\":[\(lines.joined(separator: ","))]}")
    #expect(read.extraction.amounts.count == 40)
    #expect(read.extraction.amounts[0].value == 0 + 40 + 80)
    #expect(read.extraction.amounts[39].value == 39 + 79)
  }

  @Test("several parcels with one article add up")
  func severalParcels() throws {
    let kind = try TestKind.order { shape in
      var line = Shape(name: "line", entityKind: 1, entityKey: try part("$.sku"), line: 2)
      line.amounts = [amount("quantity.ordered", try part("$.count"), unit: .count)]
      var parcel = Shape(name: "parcel", entityKind: 2, entityKey: try part("$.id"), line: 3)
      parcel.facts = [FactSource(name: "status", reading: .category(try part("$.status")))]
      parcel.parts = [Part(each: try path("$.lines[*]"), shape: line)]
      shape.parts = [Part(each: try path("$.parcels[*]"), shape: parcel)]
    }
    let read = kind.read(
      """
      {"type":"order","parcels":[{"id":1,"lines":[{"sku":"A","count":2},{"sku":"B","count":1}]},
       {"id":2,"lines":[{"sku":"A","count":3}]}]}
      """)
    #expect(read.shapes == ["order", "order.parcel", "order.parcel"])
    #expect(read.extraction.amounts.map(\.value) == [2, 1, 5])
  }

  @Test("an entity without a key is flawed, and kept apart")
  func entityWithoutKey() throws {
    var shape = Shape(name: "order", entityKind: 3, entityKey: try item("$.id"), line: 1)
    shape.facts = [try fact("status", "$.status")]
    let kind = try TestKind(shapes: [shape])
    let read = kind.read("{\"type\":\"order\",\"id\":\"\",\"status\":\"paid\"}")
    #expect(read.flaws == ["no_key $.id"])
    #expect(read.extraction.parts[0].entity == EntityHash.hash(kind: "payment", key: ""))
    // A thin delivery is known to lack what must be fetched.
    #expect(kind.read("{\"type\":\"thin\"}").flaws.isEmpty)
    #expect(kind.read("{\"type\":\"thin\"}").main?.standing == .thin)
  }

  @Test("references come from several nodes, pieces and accounts; empty ones are none")
  func references() throws {
    let kind = try TestKind.order { shape in
      shape.references = [
        reference(.identity, "shop/order/id", .after("gid://shop/Order/", try item("$.gid"))),
        reference(.identity, "shop/order/name", try item("$.name")),
        reference(.part, "shop/parcel/code", try item("$.codes[*]"), period: .days(120)),
        reference(.link, "shop/order/tag", .split(",", try item("$.tags"))),
        reference(.link, "other/order/id", try item("$.other"), account: try item("$.account")),
        reference(.link, "other/order/ref", try item("$.other"), account: try item("$.nowhere")),
        reference(.link, "amazon/order/id", .capture("^([0-9]{3}-[0-9]+)$", try item("$.amazon"))),
        reference(.link, "amazon/order/no", .capture("([0-9]{3}-[0-9]+)", try item("$.name"))),
      ]
    }
    let read = kind.read(
      """
      {"type":"order","gid":"gid://shop/Order/450789469","name":"","codes":["1Z",null,"",7,{}],
       "tags":"a, b,,c ","other":"X1","account":"elsewhere","amazon":"902-3159896"}
      """)
    #expect(
      read.references == [
        "identity main/shop/order/id=450789469", "part main/shop/parcel/code=1Z",
        "part main/shop/parcel/code=7", "link main/shop/order/tag=a", "link main/shop/order/tag=b",
        "link main/shop/order/tag=c", "link elsewhere/other/order/id=X1",
        "link main/amazon/order/id=902-3159896",
      ])
    #expect(read.extraction.mentions[1].period == .days(120))
    #expect(read.flaws == ["note:no_account $.nowhere"])
  }

  @Test("sources are joined, cut, replaced and lowered")
  func sources() throws {
    func value(_ source: Source, _ body: String) throws -> Signature.Value? {
      let kind = try TestKind.order {
        $0.facts = [FactSource(name: "value", reading: .category(source))]
      }
      return kind.read(body, headers: [("X-Topic", "Orders/Paid")]).values.first
    }
    let body = "{\"type\":\"order\",\"a\":\"A-1-B\",\"b\":2,\"c\":null,\"d\":{\"e\":\"f\"}}"
    let a = try item("$.a")
    let b = try item("$.b")
    #expect(try value(.join([a, b], separator: "/"), body) == .text("A-1-B/2"))
    #expect(try value(.join([a, try item("$.c")], separator: "/"), body) == .absent)
    #expect(try value(.before("-", a), body) == .text("A"))
    #expect(try value(.before("+", a), body) == .text("A-1-B"))
    #expect(try value(.after("B", a), body) == .absent)
    #expect(try value(.alias(["2": "two"], b), body) == .text("two"))
    #expect(try value(.alias(["3": "three"], b), body) == .text("2"))
    #expect(try value(.lowercase(a), body) == .text("a-1-b"))
    #expect(try value(.first([try item("$.x"), try item("$.c"), b]), body) == .text("2"))
    #expect(try value(.first([try item("$.x"), try item("$.c")]), body) == .null)
    #expect(try value(.lowercase(.header("x-topic")), body) == .text("orders/paid"))
    #expect(try value(.body(try path("$.d.e")), body) == .text("f"))
    #expect(try value(.literal("fixed"), body) == .text("fixed"))
    #expect(try value(.type, body) == .text("order"))
    #expect(try value(.channel, body) == .text("shop-eu"))
    #expect(try value(.capture("([0-9]+)", a), body) == .text("1"))
    #expect(try value(.capture("^([0-9]+)$", a), body) == .absent)
  }

  @Test("correlation, cited deliveries and sweeps are read, and the delivery's account prevails")
  func itemLevel() throws {
    var kind = try TestKind.order { shape in
      shape.correlation = try item("$.correlationid")
      shape.cites = try item("$.causationid")
      shape.references = [reference(.identity, "shop/order/id", try item("$.id"))]
      shape.sweep = SweepSource(
        system: try item("$.of"),
        from: TimeSource(of: try item("$.from"), format: .unixSeconds),
        to: TimeSource(of: try item("$.to"), format: .unixSeconds),
        complete: try item("$.complete"))
    }
    kind.kind.correlation = .header("x-correlation-id")
    kind.kind.account = .header("x-shop")
    let headers: Headers = [("X-Correlation-Id", "c-1"), ("X-Shop", "eu.example")]
    let read = kind.read(
      "{\"type\":\"order\",\"id\":1,\"causationid\":\"d-9\",\"from\":1,\"to\":2,\"complete\":true}",
      headers: headers)
    #expect(read.extraction.items[0].correlation == "c-1")
    #expect(read.extraction.items[0].cites == "d-9")
    #expect(read.references == ["identity eu.example/shop/order/id=1"])
    #expect(
      read.extraction.sweeps == [
        Extraction.Sweep(
          item: 0, system: "shop", from: Timestamp(seconds: 1), to: Timestamp(seconds: 2),
          isComplete: true)
      ])
    let own = kind.read(
      "{\"type\":\"order\",\"correlationid\":\"c-2\",\"of\":\"x\"}", headers: headers)
    #expect(own.extraction.items[0].correlation == "c-2")
    #expect(own.extraction.sweeps.isEmpty)
    #expect(own.flaws.isEmpty)
    // What a body that cannot be read is about may still be known from its headers.
    #expect(kind.read("{", headers: headers).extraction.items[0].correlation == "c-1")
  }

  @Test("an id that a receiver rounded is noted")
  func roundedID() throws {
    let kind = try TestKind.order()
    func flaws(_ id: String) -> [String] {
      kind.read(
        "{\"type\":\"order\",\"id\":\(id),\"admin_graphql_api_id\":\"gid://shopify/Order/8209829119461545081\"}"
      ).flaws
    }
    #expect(flaws("8209829119461545000") == ["note:id_rounded $.id"])
    #expect(flaws("8209829119461545081").isEmpty)
    #expect(flaws("\"8209829119461545000\"").isEmpty)
    #expect(flaws("null").isEmpty)
  }
}
