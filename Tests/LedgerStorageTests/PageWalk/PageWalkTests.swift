import Glibc
import LedgerEngine
import LedgerStorage
import LedgerStorageWriting
import LedgerTesting
import Testing

@Suite("Walking the pages of sound files")
struct PageWalkTests {
  let scratch = Scratch()

  private func expectSound(_ report: PageReport, _ comment: Comment? = nil) {
    #expect(report.findings == [], comment)
    #expect(report.isSound, comment)
    #expect(report.pagesLeftOver == 0, comment)
  }

  @Test("a new file is sound, and so is one with a single value")
  func new() throws {
    let environment = try PagedSample.create(scratch)
    expectSound(try PageWalk.report(path: scratch.path))
    try environment.change { try $0.put(PagedSample.empty, 1, 1) }
    let report = try PageWalk.report(path: scratch.path)
    expectSound(report)
    #expect(report.tables == PagedSample.schema.tables.count + 1)
  }

  @Test(
    "whatever is written and deleted, every commit is sound and no page is left over",
    arguments: 0..<4)
  func anyHistory(number: Int) throws {
    let seed = SeededGenerator.seed() &+ UInt64(number)
    var random = SeededGenerator(seed: seed)
    let environment = try PagedSample.create(scratch)
    for round in 0..<40 {
      try environment.change { transaction in
        for _ in 0..<(10 + random.next(below: 150)) {
          try PagedSample.change(transaction, &random, isShrinking: round % 8 > 5)
        }
        try PagedSample.append(transaction, random.next(below: 30), &random)
        if round % 20 == 19 { try transaction.drop(PagedSample.plain) }
      }
      let report = try PageWalk.report(path: scratch.path)
      expectSound(report, "seed \(seed), round \(round)")
      let statistics = try environment.reading.stat()
      #expect(report.pagesFree == UInt64(statistics.pagesFree))
      #expect(report.transaction == UInt64(statistics.transactions))
      #expect(report.pages + report.pagesFree + 2 == UInt64(statistics.pages))
    }
  }

  @Test("a list of free pages that takes pages of its own is followed")
  func longFreeList() throws {
    let environment = try PagedSample.create(scratch)
    try environment.change { transaction in
      for key in 0..<1_500 as Range<UInt64> {
        try transaction.put(
          PagedSample.plain, Array("\(key)".utf8), Array(repeating: 1, count: 5_000))
      }
    }
    try environment.change { try $0.drop(PagedSample.plain) }
    let report = try PageWalk.report(path: scratch.path)
    expectSound(report)
    #expect(report.pagesFree > 3_000)
    for key in 0..<50 as Range<UInt64> {
      try environment.change { try $0.put(PagedSample.empty, key, 1) }
      expectSound(try PageWalk.report(path: scratch.path))
    }
  }

  @Test("a copy that the store's own tool has packed is sound")
  func compacted() throws {
    try PagedSample.make(scratch, seed: 5)
    let copy = scratch.directory + "/copy.mdb"
    let tool = try CompiledProgram.run(
      "/usr/bin/env", ["mdb_copy", "-n", "-c", scratch.path, copy])
    try #require(tool == 0 || tool == 127)
    if tool == 127 { return }
    expectSound(try PageWalk.report(path: copy))
  }

  @Test("the files of a real ledger are sound")
  func ledger() throws {
    let history = try StoredHistory(
      of: .eventful(orders: 150), rulebook: try ShippedRulebook.retail())
    let copy = try history.copy()
    try copy.ledger.close()
    for name in ["log.mdb", "index-1.mdb"] {
      let report = try PageWalk.report(path: "\(copy.directory.path)/ledger/\(name)")
      expectSound(report, "\(name)")
      #expect(report.pages > 100)
    }
  }
}
