import LedgerCore
import LedgerEngine
import LedgerTesting
import Testing

@Suite("Idempotency")
struct IdempotencyTests {
  static let body = #"{"id":1,"status":"paid"}"#

  @Test("the same delivery again is a duplicate, also after the ledger was opened again")
  func duplicates() throws {
    for way in 0..<4 {
      let bench = try Bench()
      let first = try bench.take("shop", Self.body, id: "w1").position
      if way == 1 { try bench.ledger.flush() }
      if way > 1 { try bench.reopen(closing: way == 2) }
      let before = try bench.ledger.totals()
      let again = try bench.take("shop", Self.body, id: "w1")
      guard case .duplicate(_, let original) = again else {
        Issue.record("\(again) in way \(way)")
        continue
      }
      #expect(original == first)
      let after = try bench.ledger.totals()
      #expect(after.digest == before.digest && after.items == before.items)
      #expect(after.duplicates == 1)
      #expect(try bench.ledger.rebuild().after == after)
    }
  }

  @Test("the same id with other bytes is a conflict: both are kept, and each repeats itself")
  func conflicts() throws {
    let bench = try Bench()
    let first = try bench.take("shop", Self.body, id: "w1").position
    let other = #"{"id":1,"status":"pending"}"#
    let second = try bench.take("shop", other, id: "w1")
    guard case .conflict(let position, let with, _) = second else {
      Issue.record("\(second)")
      return
    }
    #expect(with == first)
    #expect(try bench.ledger.delivery(at: position)?.body == Array(other.utf8))
    #expect(try bench.ledger.totals().items == [.accepted: 1, .conflict: 1])
    guard case .duplicate(_, position) = try bench.take("shop", other, id: "w1") else {
      Issue.record("the conflict again is a duplicate of the conflict")
      return
    }
    let live = try bench.ledger.totals()
    #expect(try bench.ledger.rebuild().after == live)
  }

  @Test("equal bytes without a delivery id are two deliveries")
  func contentAlone() throws {
    let bench = try Bench()
    for _ in 0..<2 {
      guard case .appended = try bench.take("shop", Self.body) else {
        Issue.record("content is no key")
        return
      }
    }
    #expect(try bench.ledger.totals().duplicates == 0)
    #expect(try bench.order("1").counts.items == 2)
  }

  @Test("equal bytes with other ids are two deliveries, and one id in two channels as well")
  func idsAreOfChannels() throws {
    let bench = try Bench()
    try bench.take("shop", Self.body, id: "w1")
    try bench.take("shop", Self.body, id: "w2")
    _ = try bench.ledger.take(
      Self.body, channel: "shop-us", kind: "shop", headers: [(name: "x-id", value: "w1")])
    #expect(try bench.ledger.totals().duplicates == 0)
  }

  @Test("a line of a file is a key: the file imported again brings nothing new")
  func fileLines() throws {
    let bench = try Bench()
    _ = try bench.ledger.register(channel: "shop", kind: nil, account: nil)
    for round in 0..<2 {
      let preparation = try bench.ledger.preparation(channel: "shop")
      var ready: [ReadyDelivery] = []
      for line in 1...3 {
        ready.append(
          try preparation.prepare(
            Incoming(
              headers: [], body: Array(Self.body.utf8), evidence: .unsigned, actor: "test",
              fallbackID: "file:\(line)")))
      }
      let receipts = try bench.ledger.append(ready)
      let repeated = receipts.count { if case .duplicate = $0 { true } else { false } }
      #expect(repeated == round * 3)
      try bench.reopen(closing: false)
    }
    #expect(try bench.order("1").counts.items == 3)
  }

  @Test("a duplicate within one batch is seen")
  func withinBatch() throws {
    let bench = try Bench()
    _ = try bench.ledger.register(channel: "shop", kind: nil, account: nil)
    let preparation = try bench.ledger.preparation(channel: "shop")
    let incoming = Incoming(
      headers: [(name: "x-id", value: "w1")], body: Array(Self.body.utf8), evidence: .unsigned,
      actor: "test")
    let receipts = try bench.ledger.append([
      preparation.prepare(incoming), preparation.prepare(incoming),
    ])
    guard case .duplicate(_, let original) = receipts[1] else {
      Issue.record("\(receipts)")
      return
    }
    #expect(original == receipts[0].position)
  }

  @Test(
    "a trace tells how often a delivery came again, and when: from tail, file and rebuild alike")
  func repeats() throws {
    let bench = try Bench()
    let first = try #require(try bench.take("shop", Self.body, id: "w1").position)
    var times: [Timestamp] = []
    func expect(_ count: Int, _ place: String) throws {
      let events = try bench.ledger.trace("1", asOf: bench.ledger.now).events
      #expect(events.map(\.item.position) == [first], "\(place)")
      let found = events.first?.repeats
      #expect(found?.count == (count == 0 ? nil : count), "\(place)")
      guard count > 0 else { return }
      #expect(found?.first.position == first.next, "\(place)")
      #expect(found?.first.received == times[0], "\(place)")
      #expect(found?.last.received == times[count - 1], "\(place)")
      #expect(found?.last.position.rawValue == first.rawValue + UInt64(count), "\(place)")
    }
    try expect(0, "never")
    for count in 1...4 {
      try bench.take("shop", Self.body, id: "w1", after: 1)
      times.append(bench.clock.now)
      try expect(count, "tail")
      if count.isMultiple(of: 2) { try bench.ledger.flush() }
      try expect(count, "file")
    }
    _ = try bench.ledger.rebuild()
    try expect(4, "rebuild")
    try bench.take("shop", Self.body, id: "w1", after: 1)
    times.append(bench.clock.now)
    try bench.reopen(closing: false)
    try expect(5, "after a crash")
    for (count, asOf) in [
      (2, AsOf(time: times[1])),
      (3, try bench.ledger.asOf(position: LogPosition(first.rawValue + 3))),
    ] {
      let events = try bench.ledger.trace("1", asOf: asOf).events
      #expect(events.first?.repeats?.count == count)
    }
  }
}
