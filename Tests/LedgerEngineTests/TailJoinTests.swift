import LedgerCore
import LedgerIndex
import LedgerStorage
import LedgerStorageWriting
import LedgerTesting
import Testing

@testable import LedgerEngine

/// Joins and separations of what is on its way from the tail into the index file.
@Suite("Joins while the tail is written")
struct TailJoinTests {
  private func bench() throws -> Bench {
    let bench = try Bench()
    try bench.take("shop", #"{"id":1,"name":"A1","status":"paid"}"#)
    try bench.take("ship", #"{"tracking":"T1","status":"label"}"#)
    try bench.take("ship", #"{"tracking":"T1","status":"delivered"}"#, after: 24 * 60)
    return bench
  }

  private func expectJoined(_ bench: Bench) throws {
    #expect(try bench.truth("1")["delivery"] == "delivered")
    #expect(try bench.order("1").counts.items == 2)
    let live = try bench.ledger.totals()
    #expect(live.unlinkedGroups == 1)
    #expect(try bench.ledger.rebuild().after == live)
    try bench.reopen(closing: true)
    #expect(try bench.ledger.totals() == live)
    #expect(try bench.ledger.verify().findings.isEmpty)
  }

  /// The parcel is named by its second item, so that finding its thread reads the thread's entries.
  private func parties(_ ledger: Ledger, end: LogPosition? = nil) -> [JoinParty] {
    let shop = ReferenceSpace(account: "main", system: "shop", entity: "order", kind: "name")
    let ship = ReferenceSpace(account: "main", system: "ship", entity: "parcel", kind: "tracking")
    let item = ItemID(position: LogPosition((end ?? ledger.nextPosition).rawValue - 1), index: 0)
    return [
      JoinParty(kind: .identity, reference: Reference(space: shop, value: "A1")),
      JoinParty(kind: .part, reference: Reference(space: ship, value: "T1"), item: item),
    ]
  }

  @Test(
    "a join finds what it ties before and after the tail is in the file", arguments: [false, true])
  func joins(isInFile: Bool) throws {
    let bench = try bench()
    try whileWritten(try bench.ledger, isInFile: isInFile) { ledger in
      try ledger.join(parties(ledger), reason: "parcel")
    }
    try expectJoined(bench)
  }

  @Test("entries and repeats are each found once", arguments: [false, true])
  func reading(isInFile: Bool) throws {
    let bench = try Bench()
    let body = #"{"id":1,"status":"paid"}"#
    let first = try #require(try bench.take("shop", body, id: "d-1").position)
    try bench.take("shop", body, id: "d-1")
    try whileWritten(try bench.ledger, isInFile: isInFile) { ledger in
      try bench.take("shop", body, id: "d-1")
      try bench.take("shop", #"{"id":1,"status":"pending"}"#)
      try ledger.state.withLock { state in
        let index = state.index
        try index.environment.read { (base) throws(StorageError) in
          let thread = ThreadID(origin: ItemID(position: first, index: 0))
          let repeats = try index.repeats(of: first, base).map {
            $0.position.rawValue - first.rawValue
          }
          #expect(try index.spine(of: thread, base).filter { $0.slot == 0 }.count == 2)
          #expect(repeats == [1, 2])
        }
      }
    }
    #expect(try bench.ledger.verify().findings.isEmpty)
  }

  /// Does something while the tail is set apart: before, or after, it is in the file.
  private func whileWritten(
    _ ledger: Ledger, isInFile: Bool, _ body: (Ledger) throws -> Void
  ) throws {
    let (apart, file) = try ledger.state.withLock { state in
      (state.index.setTailApart(), try #require(state.file))
    }
    if isInFile { try apart.flush(to: file) }
    try body(ledger)
    if !isInFile { try apart.flush(to: file) }
    ledger.state.withLock { $0.index.take(apart) }
  }

  @Test("orders are joined and taken apart while their tail is being written")
  func inBackground() throws {
    let bench = try bench()
    let joined = try inBackground(try bench.ledger)
    #expect(try bench.truth("1")["delivery"] == nil)
    #expect(try bench.ledger.totals().unlinkedGroups == 2)
    try bench.ledger.state.withLock { try $0.writeTail() }
    try bench.ledger.join(parties(try bench.ledger, end: joined), reason: "right after all")
    try expectJoined(bench)
  }

  /// - Returns: where the join was recorded that has been undone.
  private func inBackground(_ ledger: Ledger) throws -> LogPosition {
    try ledger.state.withLock { try $0.writeTail() }
    let joined = try ledger.join(parties(ledger), reason: "parcel")
    try ledger.state.withLock { try $0.writeTail() }
    try ledger.separate(join: joined.position, reason: "wrong parcel")
    return joined.position
  }
}
