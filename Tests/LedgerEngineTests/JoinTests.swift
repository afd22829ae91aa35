import LedgerCore
import LedgerEngine
import LedgerIndex
import LedgerTesting
import Testing

/// What operators tie together, and take apart again.
@Suite("Joins")
struct JoinTests {
  /// Totals hold also when the index is made again or read after a crash.
  private func expectStable(_ bench: Bench, _ what: String) throws {
    let live = try bench.ledger.totals()
    #expect(try bench.ledger.rebuild().after == live, "\(what), rebuilt")
    for closing in [true, false] {
      try bench.reopen(closing: closing)
      #expect(try bench.ledger.totals() == live, "\(what), opened again")
    }
    #expect(try bench.ledger.verify().findings.isEmpty, "\(what)")
  }

  private func bench() throws -> Bench {
    let bench = try Bench()
    try bench.take("shop", #"{"id":1,"name":"A1","status":"pending"}"#)
    try bench.take("pay", #"{"payment":"p1","charge":"c1","status":"held"}"#, after: 1)
    try bench.take("pay", #"{"payment":"p1","status":"ok"}"#, after: 1)
    return bench
  }

  @Test(
    "an unlinked group is tied to an order by whatever names it, and taken off again",
    arguments: ["group", "p1", "c1", "pay/charge/id=c1", "@5", "5", "6.0"], [false, true])
  func unlinked(name: String, isFlushed: Bool) throws {
    let bench = try bench()
    if isFlushed { try bench.ledger.flush() }
    let groups = try bench.ledger.groups(.unlinked, ListFilter(limit: 9), asOf: bench.ledger.now)
    let group = try #require(groups.elements.first)
    let text = name == "group" ? group.order : name
    let joined = try bench.ledger.join([text, "A1"], reason: "by hand", actor: "ann")
    #expect(try bench.truth("1")["payment"] == "captured")
    #expect(try bench.order("1").counts.items == 3)
    #expect(try bench.ledger.totals().unlinkedGroups == 0)
    try expectStable(bench, "joined")
    let trace = try bench.ledger.trace("1", asOf: bench.ledger.now)
    #expect(trace.joins.map(\.position) == [joined.position])
    #expect(trace.joins.map(\.reason) == ["by hand"])
    #expect(trace.joins.map(\.actor) == ["ann"])
    #expect(!trace.order.disagreements.contains { $0.names.contains("\(joined.position)") })
    // What comes later for the same payment is of the order as well.
    try bench.take("pay", #"{"payment":"p1","status":"ok"}"#, after: 1)
    #expect(try bench.order("1").counts.items == 4)
    try bench.ledger.separate(join: joined.position, reason: "wrong order")
    #expect(try bench.truth("1")["payment"] == "unpaid")
    #expect(try bench.ledger.totals().unlinkedGroups == 1)
    #expect(try bench.ledger.trace("1", asOf: bench.ledger.now).joins.isEmpty)
    try expectStable(bench, "separated")
  }

  @Test("two orders joined by a position and a correlation ID come apart again")
  func orders() throws {
    let bench = try Bench()
    let first = try bench.take("shop", #"{"id":1,"name":"A1","status":"paid"}"#).position
    try bench.take("shop", #"{"id":2,"status":"paid"}"#, correlation: "corr-2")
    let joined = try bench.ledger.join(["@\(try #require(first))", "corr-2"], reason: "one")
    #expect(try bench.ledger.totals().orders == 1)
    try expectStable(bench, "joined")
    #expect(throws: LedgerError.self) {
      try bench.ledger.join(["A1", "corr-2"], reason: "twice")
    }
    try bench.ledger.separate(join: joined.position, reason: "two")
    #expect(try bench.ledger.totals().orders == 2)
    let next = try bench.ledger.nextPosition
    #expect {
      try bench.ledger.separate(join: joined.position, reason: "two, once more")
    } throws: { error in
      "\(error)"
        == "the join of position \(joined.position) is undone already; there is nothing to separate"
    }
    #expect(try bench.ledger.nextPosition == next)
    try expectStable(bench, "separated")
  }

  @Test("two unlinked groups are one until an order comes, and then of that order")
  func unlinkedAlone() throws {
    let bench = try bench()
    try bench.take("pay", #"{"payment":"p2","status":"ok"}"#)
    _ = try bench.ledger.join(["p1", "p2"], reason: "one purchase")
    #expect(try bench.ledger.totals().unlinkedGroups == 1)
    try bench.take("shop", #"{"id":7,"status":"paid","payments":["p2"]}"#)
    #expect(try bench.order("7").counts.items == 4)
    try expectStable(bench, "joined")
  }

  @Test("of a number that recycles, the use that was meant is joined")
  func recycled() throws {
    let bench = try Bench()
    try bench.take("shop", #"{"id":1,"status":"paid"}"#)
    try bench.take("ship", #"{"tracking":"T1","status":"label"}"#)
    let second = try bench.take("ship", #"{"tracking":"T1","status":"delivered"}"#, after: 24 * 60)
    #expect(try bench.ledger.totals().unlinkedGroups == 2)
    _ = try bench.ledger.join(["1", "@\(try #require(second.position))"], reason: "parcel")
    #expect(try bench.truth("1")["delivery"] == "delivered")
    #expect(try bench.order("1").counts.items == 2)
    #expect(try bench.ledger.totals().unlinkedGroups == 1)
    try expectStable(bench, "joined")
  }

  @Test("what names nothing, a part of an order or no join is refused, and nothing is recorded")
  func refusals() throws {
    let bench = try bench()
    try bench.take("ship", #"{"status":"label"}"#)
    try bench.take("shop", #"{"id":2,"status":"paid","payments":["p9"]}"#)
    let end = try bench.ledger.nextPosition
    for (texts, code) in [
      (["A1", "nothing"], "unknown_order"), (["A1", "@99"], "unknown_position"),
      (["A1", "@x"], "unreadable_reference"), (["A1", "@0"], "not_filed"),
      (["A1", "p9"], "not_an_identity"), (["A1", "1"], "joined_already"),
      (["c1", "p1"], "joined_already"),
    ] {
      let error = #expect(throws: LedgerError.self) {
        _ = try bench.ledger.join(texts, reason: "x")
      }
      #expect(error?.code == code, "\(texts)")
    }
    #expect(
      #expect(throws: LedgerError.self) {
        try bench.ledger.separate(join: LogPosition(3), reason: "x")
      }?.code == "not_a_join")
    #expect(try bench.ledger.nextPosition == end)
  }

  @Test("the position of a join is no name of the order")
  func positionIsNoName() throws {
    let bench = try bench()
    let joined = try bench.ledger.join(["p1", "A1"], reason: "by hand")
    #expect(try bench.ledger.find("\(joined.position)").isEmpty)
    #expect(try bench.ledger.find("ledger/order/joined=\(joined.position)").count == 1)
  }
}
