import LedgerCore
import LedgerRules
import Testing

@Suite("Compiling a rulebook")
struct CompileTests {
  @Test("the small rulebook compiles without an error or a warning")
  func small() throws {
    let (rulebook, problems) = Rulebook.check(files: Fixture.files)
    #expect(problems.map(\.description) == [])
    let book = try #require(rulebook)
    #expect(book.name == "small")
    #expect(
      book.systems.map(\.name) == [
        "amazon", "celigo", "legacy-wms", "netsuite", "shopify", "stripe",
      ])
    #expect(
      book.systems.map(\.role) == [.marketplace, .middleware, .wms, .erp, .storefront, .payment])
    #expect(book.entityKinds == ["order", "erp_order", "fulfillment", "line", "parcel", "payment"])
    #expect(
      book.amountKinds == [
        "order.total", "payment.captured", "quantity.ordered", "quantity.shipped", "time.ship_by",
      ])
    #expect(book.traits == ["marketplace_fulfils", "vip"])
    #expect(book.facets.map(\.name) == ["order", "payment", "fulfillment"])
    #expect(book.epochs.map(\.rfc3339) == ["2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"])
    #expect(book.causes == [.unobservable, .mapping, .sequencing, .undetermined])
  }

  @Test("legal moves skip optional states only, and side states are left by listed moves")
  func moves() throws {
    let facet = try #require(Fixture.rulebook().facets.first { $0.name == "order" })
    func names(_ set: StateSet) -> [String] {
      facet.states.indices.filter { set.contains(StateID(rawValue: UInt8($0))) }
        .map { facet.states[$0] }
    }
    #expect(facet.states == ["pending", "placed", "completed", "on_hold", "cancelled"])
    #expect(names(facet.moves[0]) == ["placed", "on_hold", "cancelled"])
    #expect(names(facet.moves[2]) == ["on_hold", "cancelled"])
    #expect(names(facet.moves[3]) == ["placed"])
    #expect(names(facet.reachable[0]) == facet.states)
    #expect(names(facet.reachable[4]) == ["cancelled"])
    #expect(names(facet.ahead[1]) == ["placed", "completed", "on_hold", "cancelled"])
    #expect(names(facet.ahead[3]) == ["on_hold"])
  }

  @Test("a channel file is read into sources, probes and shapes")
  func channel() throws {
    let kind = try #require(Fixture.rulebook().kinds["shopify"])
    #expect(kind.deliveryID.count == 2)
    #expect(kind.deliveryID.first == .header("x-shopify-webhook-id"))
    #expect(kind.deliveryID.last == .body(try JSONPath(parsing: "$.delivery")))
    #expect(kind.account == .header("x-shopify-shop-domain"))
    #expect(kind.secretHeaders == ["x-api-key"])
    let path = try JSONPath(parsing: "$.kind")
    let error = try JSONPath(parsing: "$.error")
    #expect(
      kind.envelopes[1].when
        == .all([.equals(.body(path), ["list", "page"]), .not(.exists(.body(error)))]))
    #expect(kind.messages[4].meaning == .fetch(0))
    let order = kind.shapes[0]
    #expect(order.references[2].of == .split(",", .item(try JSONPath(parsing: "$.tags"))))
    #expect(order.references[3].period == .days(120))
    #expect(order.occurred[1].zone.name == "pacific")
    #expect(order.facts[8].limit == 50)
    #expect(
      order.facts[7].reading
        == .compare(.item(try JSONPath(parsing: "$.total")), .greater, "1000.00"))
    let part = order.parts[1].shape
    #expect(part.name == "order.fulfillment")
    #expect(part.facts[0].reading == .category(.part(try JSONPath(parsing: "$.status"))))
    #expect(part.facts[1].reading == .category(.item(try JSONPath(parsing: "$.currency"))))
    #expect(kind.shape(named: "order.fulfillment.parcel")?.name == "order.fulfillment.parcel")
    #expect(kind.shape(named: "order.nothing") == nil)
  }

  @Test("a pattern knows whose doing is expected, and in which states it would show")
  func downstream() throws {
    let book = try Fixture.rulebook()
    let lag = try #require(book.patterns.first { $0.name == "shipment_lag" })
    #expect(lag.downstreamOf == .role(.erp))
    #expect(lag.downstreamFacet == book.facet(named: "fulfillment"))
    #expect(lag.downstreamStates == StateSet(StateID(rawValue: 3)))
    #expect(lag.unless == [0])
    let total = try #require(book.patterns.first { $0.name == "captured_total" })
    #expect(total.downstreamOf == .role(.payment))
    #expect(total.downstreamFacet == nil)
    let quantities = try #require(book.patterns.first { $0.name == "quantities_differ" })
    #expect(quantities.downstream == nil)
    #expect(quantities.downstreamOf == .role(.erp))
    #expect(book.patterns.last?.kind == .sla)
  }

  @Test("hand-offs have calendars, batches, deadlines and pauses")
  func handoffs() throws {
    let book = try Fixture.rulebook()
    #expect(book.handoffs[0].every == .hours(6))
    let calendar = try #require(book.handoffs[1].calendar)
    #expect(calendar.weekdays == [0, 1, 2, 3, 4])
    #expect(calendar.opensMinute == 480)
    #expect(calendar.holidays == [20_812])
    #expect(book.handoffs[1].pause != nil)
    #expect(book.handoffs[2].deadline?.of == .origin)
  }

  @Test("a body of a case is JSON with its tokens kept, or raw text")
  func cases() throws {
    let example = try #require(Fixture.rulebook().cases.first)
    #expect(
      example.given[0].body
        == ##"{"id":1,"name":"#1001","price":12.10,"paid":true,"note":null,"code":"007","list":[1,"two"]}"##
    )
    #expect(example.given[1].body == #"{"raw": 1}"#)
    #expect(example.given[1].kind == "shopify")
    #expect(example.then.truth.map(\.state) == ["captured", "none"])
  }

  @Test("the order in which files come does not matter")
  func fileOrder() throws {
    let seed = testSeed()
    var generator = SeededGenerator(seed: seed)
    let expected = try Fixture.rulebook()
    for _ in 0..<5 {
      let shuffled = try Rulebook.compile(files: Fixture.files.shuffled(using: &generator))
      #expect(shuffled.revision == expected.revision, "seed \(seed)")
      #expect(shuffled.extractionRevision == expected.extractionRevision, "seed \(seed)")
      #expect(shuffled.rules == expected.rules, "seed \(seed)")
      #expect(
        RulebookDocument.markdown(shuffled) == RulebookDocument.markdown(expected), "seed \(seed)")
    }
  }

  @Test("rows of one rulebook have different contents, and lines do not change them")
  func contents() throws {
    let book = try Fixture.rulebook()
    #expect(Set(book.rules.map(\.id)).count == book.rules.count)
    let moved = try Rulebook.compile(
      files: Fixture.files(
        "channels/shopify.yaml", "\n# moved\n\n" + Fixture.text("channels/shopify.yaml")))
    #expect(moved.rules.map(\.id) == book.rules.map(\.id))
    #expect(moved.rules.map(\.line) != book.rules.map(\.line))
  }

  @Test("a directory that is not there is told as unreadable")
  func missingDirectory() {
    #expect {
      try Rulebook.load(directory: "/nonexistent/rulebook")
    } throws: { error in
      (error as? RulebookErrors)?.problems.map(\.code) == [.unreadable]
    }
  }

  @Test("files of another kind than YAML are no part of a rulebook")
  func otherFiles() throws {
    let extra = Rulebook.File(path: "README.md", bytes: Array("# read me".utf8))
    let hidden = Rulebook.File(path: ".git/x.yaml", bytes: [])
    let book = try Rulebook.compile(files: Fixture.files + [extra, hidden])
    #expect(try book.revision == Fixture.rulebook().revision)
  }
}
