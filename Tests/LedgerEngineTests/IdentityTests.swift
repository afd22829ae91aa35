import LedgerCore
import LedgerEngine
import LedgerRules
import LedgerTesting
import Testing

@Suite("Identity")
struct IdentityTests {
  static func reference(_ system: String, _ entity: String, _ kind: String, _ value: String)
    -> Reference
  {
    Reference(
      space: ReferenceSpace(account: "main", system: system, entity: entity, kind: kind),
      value: value)
  }

  /// Every order of a few deliveries, with the index written at every place.
  private func everyWay(
    _ deliveries: [(String, String)], _ check: (Bench, String) throws -> Void
  ) throws {
    for order in permutations(Array(deliveries.indices)) {
      for flush in 0...deliveries.count {
        let bench = try Bench()
        for (step, index) in order.enumerated() {
          try bench.take(deliveries[index].0, deliveries[index].1, after: 1)
          if step + 1 == flush { try bench.ledger.flush() }
        }
        try check(bench, "order \(order), written after \(flush)")
        let live = try bench.ledger.totals()
        #expect(try bench.ledger.rebuild().after == live, "order \(order), written after \(flush)")
      }
    }
  }

  private func permutations(_ items: [Int]) -> [[Int]] {
    guard items.count > 1 else { return [items] }
    return items.flatMap { first in
      permutations(items.filter { $0 != first }).map { [first] + $0 }
    }
  }

  @Test("items that share an identity are one order, whichever comes first")
  func joins() throws {
    try everyWay([
      ("shop", #"{"id":1,"name":"A1","status":"paid"}"#),
      ("erp", #"{"number":"S7","shop":"1","status":"open"}"#),
      ("erp", #"{"number":"S7","status":"done"}"#),
    ]) { (bench: Bench, way: String) throws in
      #expect(try bench.ledger.totals().orders == 1, "\(way)")
      #expect(try bench.order("A1").order == bench.order("S7").order, "\(way)")
      #expect(try bench.order("A1").counts.items == 3, "\(way)")
    }
  }

  @Test("a thread of parts is unlinked until a reference ties it, early or late")
  func parts() throws {
    let bench = try Bench()
    try bench.take("pay", #"{"payment":"p1","status":"ok"}"#)
    #expect(try bench.ledger.totals().orders == 0)
    #expect(try bench.ledger.totals().unlinkedGroups == 1)
    #expect(try bench.ledger.totals().items == [.unlinked: 1])
    try everyWay([
      ("pay", #"{"payment":"p1","charge":"c1","status":"held"}"#),
      ("pay", #"{"payment":"p1","status":"ok"}"#),
      ("shop", #"{"id":1,"status":"pending","payments":["p1"]}"#),
    ]) { (bench: Bench, way: String) throws in
      #expect(try bench.ledger.totals().orders == 1, "\(way)")
      #expect(try bench.ledger.totals().unlinkedGroups == 0, "\(way)")
      #expect(try bench.order("1").counts.items == 3, "\(way)")
      #expect(try bench.order("c1").order == bench.order("1").order, "\(way)")
    }
  }

  @Test("a payment for two orders is shared, and never melts them")
  func shared() throws {
    try everyWay([
      ("shop", #"{"id":1,"status":"pending"}"#), ("shop", #"{"id":2,"status":"pending"}"#),
      ("pay", #"{"payment":"p1","orders":["1","2"],"amount":"20.00","status":"ok"}"#),
    ]) { (bench: Bench, way: String) throws in
      #expect(try bench.ledger.totals().orders == 2, "\(way)")
      for order in ["1", "2"] {
        #expect(try bench.truth(order)["payment"] == "captured", "\(way)")
        #expect(try bench.order(order).counts.items == 1, "\(way)")
        let amounts = try bench.order(order).systems.flatMap(\.amounts)
        let own = amounts.filter { $0.kind == "payment.captured" && !$0.isShared }
        #expect(own.isEmpty, "\(way)")
      }
      #expect(try bench.ledger.totals().items[.accepted] == 3, "\(way)")
    }
  }

  @Test("a link between two orders joins nothing")
  func links() throws {
    try everyWay([
      ("market", #"{"po":"P1","customer":"C9","status":"new"}"#),
      ("market", #"{"po":"P2","customer":"C9","status":"new"}"#),
    ]) { (bench: Bench, way: String) throws in
      #expect(try bench.ledger.totals().orders == 2, "\(way)")
      #expect(try bench.orders("C9") == 2, "\(way)")
    }
  }

  @Test("a tracking number that two orders use joins nothing")
  func trackingOfTwo() throws {
    try everyWay([
      ("shop", #"{"id":1,"status":"paid","tracking":["T1"]}"#),
      ("shop", #"{"id":2,"status":"paid","tracking":["T1"]}"#),
      ("ship", #"{"tracking":"T1","status":"delivered"}"#),
    ]) { (bench: Bench, way: String) throws in
      #expect(try bench.ledger.totals().orders == 2, "\(way)")
      #expect(try bench.truth("1")["delivery"] == "delivered", "\(way)")
    }
  }

  @Test("a tracking number that recycles is another parcel after its period")
  func recycled() throws {
    for (days, isSame) in [(29, true), (31, false)] as [(Int64, Bool)] {
      let bench = try Bench()
      try bench.take("shop", #"{"id":1,"status":"paid","tracking":["T1"]}"#)
      try bench.ledger.flush()
      try bench.take("ship", #"{"tracking":"T1","status":"delivered"}"#, after: days * 24)
      #expect(try bench.truth("1")["delivery"] == (isSame ? "delivered" : nil), "\(days)")
      #expect(try bench.ledger.totals().unlinkedGroups == (isSame ? 0 : 1), "\(days)")
      let live = try bench.ledger.totals()
      #expect(try bench.ledger.rebuild().after == live, "\(days)")
    }
  }

  @Test("the caller's correlation ID names the order: from a header or the body")
  func correlation() throws {
    let bench = try Bench()
    try bench.take("shop", #"{"id":1,"status":"paid"}"#, correlation: "corr-1")
    try bench.take("shop", #"{"id":2,"status":"paid","correlation":"corr-2"}"#)
    try bench.take("shop", #"{"id":22,"status":"paid","correlation":"corr-2"}"#)
    #expect(try bench.order("1").order == "corr-1")
    #expect(try bench.order("2").order == "corr-2")
    #expect(try bench.order("corr-2").counts.items == 2)
    #expect(try bench.ledger.totals().orders == 2)
  }

  @Test("minted IDs are the same after a rebuild and after opening again")
  func minted() throws {
    let bench = try Bench()
    for number in 1...5 { try bench.take("shop", #"{"id":\#(number),"status":"paid"}"#) }
    let before = try (1...5).map { try bench.order("\($0)").order }
    #expect(Set(before).count == 5 && before.allSatisfy { $0.hasPrefix("ord-") })
    _ = try bench.ledger.rebuild()
    #expect(try (1...5).map { try bench.order("\($0)").order } == before)
    try bench.reopen(closing: false)
    #expect(try (1...5).map { try bench.order("\($0)").order } == before)
    #expect(try bench.order(before[2]).names.contains { $0.reference.value == "3" })
  }

  @Test("a recorded join and a recorded separation hold, also rebuilt and opened again")
  func joinAndSeparate() throws {
    let bench = try Bench()
    try bench.take("shop", #"{"id":1,"name":"A1","status":"paid"}"#)
    try bench.take("shop", #"{"id":2,"name":"A2","status":"paid"}"#)
    try bench.take("erp", #"{"number":"S7","shop":"2","status":"open"}"#)
    func check(_ orders: Int, _ what: String) throws {
      let live = try bench.ledger.totals()
      #expect(live.orders == orders, "\(what)")
      #expect(try bench.ledger.rebuild().after == live, "\(what), rebuilt")
      for closing in [true, false] {
        try bench.reopen(closing: closing)
        #expect(try bench.ledger.totals() == live, "\(what), opened again")
      }
      #expect(try bench.ledger.verify().findings.isEmpty, "\(what)")
    }
    try check(2, "apart")
    try bench.ledger.join(
      ["1", "2"].map {
        JoinParty(kind: .identity, reference: Self.reference("shop", "order", "id", $0))
      }, reason: "one purchase")
    #expect(try bench.order("1").order == bench.order("S7").order)
    try check(1, "joined")
    try bench.ledger.separate(Self.reference("shop", "order", "id", "2"), reason: "reused")
    #expect(try bench.order("S7").counts.items == 1)
    let separated = try bench.ledger.totals().orders
    try check(separated, "separated")
    try bench.take("erp", #"{"number":"S8","shop":"2","status":"open"}"#)
    try check(separated + 1, "still separated")
  }

  @Test("what more than 128 orders share is about none of them")
  func manySharers() throws {
    let bench = try Bench()
    try bench.take("ship", #"{"tracking":"UNKNOWN","status":"delivered"}"#)
    for number in 1...128 {
      try bench.take("shop", #"{"id":\#(number),"status":"paid","tracking":["UNKNOWN"]}"#)
    }
    #expect(try bench.truth("77")["delivery"] == "delivered")
    try bench.ledger.flush()
    try bench.take("shop", #"{"id":129,"status":"paid","tracking":["UNKNOWN"]}"#)
    for order in ["1", "77", "129"] {
      #expect(try bench.truth(order)["delivery"] == nil, "\(order)")
    }
    let live = try bench.ledger.totals()
    #expect(live.orders == 129)
    #expect(try bench.ledger.rebuild().after == live)
  }

  @Test("a value that several orders carry is ambiguous until its space is named")
  func ambiguous() throws {
    let bench = try Bench()
    try bench.take("shop", #"{"id":1,"name":"77","status":"paid"}"#)
    try bench.take("erp", #"{"number":"77","status":"open"}"#)
    do {
      _ = try bench.order("77")
      Issue.record("77 is two orders")
    } catch LedgerError.ambiguousOrder(let text, let orders) {
      #expect(text == "77")
      #expect(Set(orders).count == 2)
    }
    #expect(try bench.order("erp/order/id=77").systems.map(\.name) == ["erp"])
    #expect(try bench.order("shop/order/name=77").systems.map(\.name) == ["shop"])
    #expect(throws: LedgerError.self) { try bench.order("no such order") }
  }
}
