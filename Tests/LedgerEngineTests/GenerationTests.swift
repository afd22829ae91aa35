import Glibc
import LedgerCore
import LedgerEngine
import LedgerStorage
import LedgerStorageWriting
import LedgerTesting
import Testing

@testable import LedgerIndex

@Suite("Index files")
struct GenerationTests {
  private func filled() throws -> Bench {
    let bench = try Bench()
    for number in 1...30 {
      try bench.take(
        "shop", #"{"id":\#(number % 7),"status":"paid","updated":\#(number)}"#, after: 1)
      try bench.take("erp", #"{"number":\#(number),"shop":\#(number % 7),"status":"open"}"#)
    }
    return bench
  }

  private func files(_ bench: Bench) -> [String] {
    (1...9).map { "index-\($0).mdb" }.filter { access("\(bench.path)/\($0)", F_OK) == 0 }
  }

  @Test("an index that another version of the fold made is built anew at the next opening")
  func otherFold() throws {
    let bench = try filled()
    let live = try bench.ledger.totals()
    try bench.release()
    do {
      let lock = try WriterLock.acquire(directory: bench.path)
      let file = try WritableEnvironment.open(
        path: bench.path + "/index-1.mdb", schema: IndexSchema.schema, lock: lock)
      try file.write { (transaction) throws(StorageError) in
        try transaction.put(Schema.meta, "fold", [0])
        // What that version would have made of it: something else.
        for root in [UInt64](0..<1 << 20).filter({ $0 % (1 << 16) == 0 }) {
          try transaction.delete(IndexSchema.orders, root)
        }
      }
    }
    // A reader cannot build one, and does not show what is there.
    #expect { try Ledger.openForReading(directory: bench.path) } throws: { error in
      if case LedgerError.indexBehind = error { true } else { false }
    }
    #expect(try bench.ledger.totals() == live)
    #expect(files(bench) == ["index-2.mdb"])
    #expect(try bench.ledger.verify().findings.isEmpty)
    #expect(try Ledger.openForReading(directory: bench.path).totals() == live)
  }

  @Test("an index that knows of more than the log holds is built anew")
  func aheadOfLog() throws {
    let bench = try filled()
    try bench.ledger.flush()
    let before = try bench.ledger.totals()
    try bench.release()
    try copy(bench.path + "/log.mdb", bench.path + "/log.kept")
    for number in 31...40 { try bench.take("shop", #"{"id":\#(number),"status":"paid"}"#) }
    try bench.release()
    // As if the index had been written for a commit of the log that then failed.
    rename(bench.path + "/log.kept", bench.path + "/log.mdb")
    #expect(try bench.ledger.totals() == before)
    #expect(try bench.ledger.verify().findings.isEmpty)
    try bench.take("shop", #"{"id":50,"status":"paid"}"#)
    #expect(try bench.truth("50")["payment"] == "captured")
    #expect(try bench.ledger.verify().findings.isEmpty)
  }

  private func copy(_ from: String, _ to: String) throws {
    let source = open(from, O_RDONLY)
    let target = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    defer {
      close(source)
      close(target)
    }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = read(source, &buffer, buffer.count), count > 0 {
      try #require(write(target, buffer, count) == count)
    }
  }

  @Test(
    "values over a fact's limit, and ever new faults, make no more signatures; a rebuild agrees")
  func signatures() throws {
    let shop = EngineRulebook.shop.replacing(
      "facts: { status: $.status,", with: "facts: { status: { of: $.status, limit: 5 },")
    let bench = try Bench(EngineRulebook.compiled(shop: shop))
    for number in 0..<40 {
      try bench.take("shop", #"{"id":\#(number),"status":"new-\#(number)"}"#)
      if number == 20 { try bench.reopen(closing: true) }
    }
    #expect(try bench.ledger.signatures().count == 6)
    let reasons = try bench.ledger.quarantine(limit: 100).map(\.reason)
    #expect(reasons.count { $0 == "unknown_value" } == 5)
    #expect(reasons.count { $0 == "too_many_values" } == 35)
    // Known values count as ever.
    try bench.take("shop", #"{"id":99,"status":"new-3"}"#)
    #expect(try bench.ledger.quarantine(limit: 100).last?.reason == "unknown_value")
    for number in 0..<1_500 {
      try bench.take("shop", String(repeating: " ", count: number) + "[1,")
    }
    let count = try bench.ledger.signatures().count
    #expect(count == 6 + 1_000 + 1)
    let live = try bench.ledger.totals()
    #expect(live.items == [.quarantined: 1_541])
    #expect(try bench.ledger.rebuild().after == live)
    #expect(try bench.ledger.signatures().count == count)
    try bench.reopen(closing: false)
    try bench.take("shop", String(repeating: " ", count: 2_000) + "[1,")
    #expect(try bench.ledger.signatures().count == count)
    #expect(try bench.ledger.verify().findings.isEmpty)
  }
}
