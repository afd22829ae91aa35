import Glibc
import LedgerCore
import LedgerEngine
import LedgerIndex
import LedgerRules
import LedgerTesting
import Synchronization
import Testing

@Suite("Switching rulebooks")
struct SwitchTests {
  private func filled(_ count: Int = 600) throws -> Bench {
    let bench = try Bench()
    for number in 0..<count { try bench.take("shop", Revisions.body(number)) }
    for number in 0..<40 {
      try bench.take("erp", #"{"number":\#(number),"shop":\#(number * 2),"status":"open"}"#)
      try bench.take("pay", #"{"payment":"p\#(number)","orders":[\#(number)],"status":"ok"}"#)
    }
    try bench.take("shop", "[1,")
    return bench
  }

  private func files(_ bench: Bench) -> [String] {
    var names: [String] = []
    guard let directory = opendir(bench.path) else { return [] }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasPrefix("index-"), !name.hasSuffix("-lock") { names.append(name) }
    }
    return names.sorted()
  }

  @Test("where only the fold differs no body is read, and the result is what a rebuild gives")
  func refolded() throws {
    let bench = try filled()
    let before = try bench.ledger.totals()
    let steps = Mutex<[String]>([])
    try bench.ledger.activate(Revisions.mapped()) { progress in
      if case .reading = progress { steps.withLock { $0.append("reading") } }
      if case .folding = progress { steps.withLock { $0.append("folding") } }
    }
    #expect(Set(steps.withLock { $0 }) == ["folding"])
    let switched = try bench.ledger.totals()
    #expect(switched.digest != before.digest)
    #expect(switched.orders == before.orders)
    #expect(try bench.ledger.verify().findings.isEmpty)
    let rebuilt = try bench.ledger.rebuild()
    #expect(rebuilt.before == switched)
    #expect(rebuilt.after == switched)
  }

  @Test("where bodies are read otherwise, the result is what a rebuild gives")
  func readAgain() throws {
    let bench = try filled()
    let before = try bench.ledger.totals()
    try bench.ledger.activate(Revisions.regrouped())
    let switched = try bench.ledger.totals()
    #expect(switched.orders != before.orders)
    #expect(try bench.ledger.verify().findings.isEmpty)
    #expect(try bench.ledger.rebuild().after == switched)
  }

  @Test(
    "deliveries of other threads come in while rulebooks are switched, and none is lost")
  func underLoad() throws {
    let bench = try filled(100)
    let ledger = try bench.ledger
    let isOver = Latch()
    let acknowledged = Mutex<[LogPosition]>([])
    let rulebooks = [
      try Revisions.mapped(), try Revisions.regrouped(), try EngineRulebook.compiled(),
    ]
    RealThread.together(4) { thread in
      do {
        guard thread > 0 else {
          defer { isOver.raise() }
          for round in 0..<9 {
            try ledger.activate(rulebooks[round % 3])
            if round % 4 == 3 { try ledger.rollBack() }
            if round == 5 { _ = try ledger.rebuild() }
          }
          return
        }
        let preparation = try ledger.preparation(channel: "shop")
        var number = thread * 100_000
        while !isOver.isRaised {
          var ready: [ReadyDelivery] = []
          for _ in 0..<(number % 7 + 1) {
            number += 1
            ready.append(
              try preparation.prepare(
                Incoming(
                  headers: [], body: Array(Revisions.body(number).utf8), evidence: .unsigned,
                  actor: "test")))
          }
          let receipts = try ledger.append(ready)
          acknowledged.withLock { $0 += receipts.compactMap(\.position) }
        }
      } catch {
        Issue.record(error)
      }
    }
    let positions = acknowledged.withLock { $0 }
    #expect(Set(positions).count == positions.count)
    for position in positions.shuffled().prefix(200) {
      #expect(try ledger.delivery(at: position) != nil)
    }
    let live = try ledger.totals()
    let items = live.items.values.reduce(0, +)
    let actions = Int(ledger.nextPosition.rawValue) - items - live.duplicates
    #expect(actions == 1 + 3 + (try ledger.rulebookActions().count))
    #expect(try ledger.verify().findings.isEmpty)
    #expect(try ledger.rebuild().after == live)
    #expect(files(bench).count == 2)
  }

  @Test("a delivery made ready by one rulebook and filed under another is read by that other one")
  func readyBefore() throws {
    let bench = try filled(50)
    let preparation = try bench.ledger.preparation(channel: "shop")
    func ready(_ number: Int) throws -> ReadyDelivery {
      try preparation.prepare(
        Incoming(
          headers: [], body: Array(Revisions.body(number).utf8), evidence: .unsigned,
          actor: "test"))
    }
    let early = try (500..<520).map { try ready($0) }
    try bench.ledger.activate(Revisions.regrouped())
    _ = try bench.ledger.append(early)
    _ = try bench.ledger.append((520..<540).map { try ready($0) })
    let live = try bench.ledger.totals()
    #expect(try bench.ledger.rebuild().after == live)
  }

  @Test("a rollback takes the kept file, with what came in between, and is what a rebuild gives")
  func rollback() throws {
    let bench = try filled()
    try bench.ledger.activate(Revisions.regrouped())
    #expect(files(bench) == ["index-1.mdb", "index-2.mdb"])
    for number in 600..<900 { try bench.take("shop", Revisions.body(number)) }
    try bench.take("erp", #"{"number":99,"shop":3,"status":"done"}"#)
    try bench.reopen(closing: false)
    #expect(files(bench) == ["index-1.mdb", "index-2.mdb"])
    let steps = Mutex(0)
    try bench.ledger.rollBack(reason: "too many orders came together") { _ in
      steps.withLock { $0 += 1 }
    }
    #expect(steps.withLock { $0 } == 0, "nothing was built")
    #expect(files(bench) == ["index-1.mdb", "index-2.mdb"])
    #expect(try bench.ledger.rulebook.revision == EngineRulebook.compiled().revision)
    let live = try bench.ledger.totals()
    #expect(try bench.ledger.verify().findings.isEmpty)
    // And forth again.
    try bench.ledger.rollBack()
    #expect(try bench.ledger.rulebook.revision == Revisions.regrouped().revision)
    try bench.ledger.rollBack()
    let again = try bench.ledger.totals()
    #expect(again == live)
    #expect(try bench.ledger.rebuild().after == live)
    #expect(files(bench) == ["index-2.mdb", "index-3.mdb"])
  }

  @Test("only the files of the rulebook in force and of the one before are kept")
  func keptFiles() throws {
    let bench = try filled(60)
    for _ in 0..<3 {
      try bench.ledger.activate(Revisions.mapped())
      try bench.ledger.activate(Revisions.regrouped())
      try bench.ledger.activate(EngineRulebook.compiled())
      #expect(files(bench).count == 2)
    }
    // What takes a reference out of joining voids the kept one: going back makes it anew.
    let reference = Reference(
      space: ReferenceSpace(account: "main", system: "shop", entity: "order", kind: "id"),
      value: "3")
    try bench.ledger.separate(reference, reason: "used twice")
    #expect(files(bench).count == 1)
    try bench.ledger.rollBack()
    #expect(try bench.ledger.rulebook.revision == Revisions.regrouped().revision)
    let live = try bench.ledger.totals()
    #expect(try bench.ledger.rebuild().after == live)
  }

  @Test(
    "a kept file that is damaged is not gone back to: nothing changes, and then it is made anew")
  func damagedKept() throws {
    let bench = try filled()
    let first = try bench.ledger.totals()
    try bench.ledger.activate(Revisions.mapped())
    let live = try bench.ledger.totals()
    let root = try #require(try bench.ledger.find("3").first)
    try bench.release()
    // The file of the former rulebook.
    try bench.tamper(with: root)
    let error = #expect(throws: LedgerError.self) { try bench.ledger.rollBack() }
    guard case .promotion(.indexDiffers(_, true, _, _)) = error else {
      Issue.record("\(error.map { "\($0)" } ?? "no error")")
      return
    }
    #expect(error?.description.contains("index-1.mdb") == true)
    let end = try bench.ledger.nextPosition
    #expect(try bench.ledger.totals() == live)
    #expect(try bench.ledger.rulebook.revision == Revisions.mapped().revision)
    #expect(files(bench) == ["index-2.mdb"])
    try bench.ledger.rollBack()
    #expect(try bench.ledger.totals() == first)
    #expect(try bench.ledger.nextPosition == end.next)
  }

  @Test("a damaged index is not folded into a new one")
  func damagedActive() throws {
    let bench = try filled()
    let root = try #require(try bench.ledger.find("3").first)
    try bench.release()
    try bench.tamper(with: root)
    let live = try bench.ledger.totals()
    let error = #expect(throws: LedgerError.self) { try bench.ledger.activate(Revisions.mapped()) }
    #expect(error?.code == "index_differs")
    #expect(try bench.ledger.totals() == live)
    #expect(files(bench) == ["index-1.mdb"])
    _ = try bench.ledger.rebuild()
    try bench.ledger.activate(Revisions.mapped())
    #expect(try bench.ledger.verify().findings.isEmpty)
  }
}
