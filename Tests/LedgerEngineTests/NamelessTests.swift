import LedgerCore
import LedgerEngine
import LedgerIndex
import LedgerRules
import LedgerTesting
import Testing

/// Items that are understood and carry no reference at all.
@Suite("Nameless items")
struct NamelessTests {
  private func bench() throws -> Bench {
    let bench = try Bench()
    try bench.take("shop", #"{"id":1,"name":"A1","status":"paid"}"#)
    return bench
  }

  private func expectStable(_ bench: Bench, _ what: String) throws {
    let live = try bench.ledger.totals()
    #expect(try bench.ledger.rebuild().after == live, "\(what), rebuilt")
    try bench.reopen(closing: false)
    #expect(try bench.ledger.totals() == live, "\(what), opened again")
    #expect(try bench.ledger.verify().findings.isEmpty, "\(what)")
  }

  private func unlinked(_ bench: Bench) throws -> [OrderReport] {
    try bench.ledger.groups(.unlinked, ListFilter(limit: 9), asOf: bench.ledger.now).elements
  }

  @Test("what is unlinked is listed, each item that names nothing by itself")
  func listed() throws {
    let bench = try bench()
    try bench.take("erp", #"{"status":"open"}"#)
    try bench.take("erp", #"{"status":"open"}"#)
    let groups = try unlinked(bench)
    #expect(groups.map(\.counts.items) == [1, 1])
    #expect(groups.allSatisfy { $0.names.isEmpty })
    let totals = try bench.ledger.totals()
    #expect(totals.unlinkedGroups == 2)
    #expect(totals.items[.unlinked] == 2)
    try expectStable(bench, "listed")
  }

  @Test(
    "an item that names nothing is tied to an order, and taken off again",
    arguments: ["group", "position", "@position"])
  func joined(name: String) throws {
    let bench = try bench()
    let position = try #require(try bench.take("ship", #"{"status":"label"}"#).position)
    let group = try #require(try unlinked(bench).first)
    let text =
      switch name {
      case "group": group.order
      case "position": "\(position)"
      default: "@\(position)"
      }
    let joined = try bench.ledger.join([text, "A1"], reason: "by hand")
    #expect(try bench.truth("1")["delivery"] == "label")
    #expect(try unlinked(bench).isEmpty)
    try expectStable(bench, "joined")
    #expect(try bench.truth("1")["delivery"] == "label")
    #expect(
      try bench.ledger.trace("1", asOf: bench.ledger.now).joins.first?.parties.first?.item
        == ItemID(position: position, index: 0))
    try bench.ledger.separate(join: joined.position, reason: "wrong order")
    #expect(try bench.truth("1")["delivery"] == nil)
    #expect(try unlinked(bench).count == 1)
    try expectStable(bench, "separated")
  }

  @Test("a join of an item that named nothing holds under a rulebook that finds its name")
  func namedLater() throws {
    let bench = try bench()
    try bench.take("ship", #"{"tracking":"T1","status":"label"}"#)
    // Under the revised rulebook the second item belongs to the thread that the first one began.
    let position = try #require(
      try bench.take("ship", #"{"number":"T1","status":"delivered"}"#).position)
    _ = try bench.ledger.join(["@\(position)", "A1"], reason: "by hand")
    #expect(try bench.order("1").counts.items == 2)
    try bench.ledger.activate(
      try EngineRulebook.compiled(
        replacing: "of: $.tracking, period", by: "of: { first: [$.tracking, $.number] }, period"))
    #expect(try bench.order("1").counts.items == 3)
    #expect(try bench.truth("1")["delivery"] == "delivered")
    try expectStable(bench, "named")
  }

  @Test("an unknown value in an item that names nothing is in quarantine")
  func quarantined() throws {
    let bench = try bench()
    try bench.take("erp", #"{"status":"odd"}"#)
    let entries = try bench.ledger.quarantine(limit: 9)
    #expect(entries.map(\.reason) == ["unknown_value"])
    #expect(try unlinked(bench).count == 1)
    try expectStable(bench, "quarantined")
  }

  @Test("what cannot be decoded, is thin or is about no order stays out of the list")
  func others() throws {
    let bench = try bench()
    try bench.take("ship", "[1,")
    try bench.take("ship", "7")
    #expect(try unlinked(bench).isEmpty)
    #expect(try bench.ledger.totals().items[.quarantined] == 2)
  }
}
