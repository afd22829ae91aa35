import LedgerCore
import LedgerEngine
import LedgerStorage
import LedgerTesting
import Testing

@testable import LedgerIndex

@Suite("A ledger that is killed")
struct LedgerCrashTests {
  @Test("whenever it is killed, what it acknowledged is there, and live equals rebuilt")
  func kill9() throws {
    var random = SplitMix64(seed: 20_261_121)
    let bench = try Bench(begin: Timestamp(seconds: 0))
    _ = try bench.ledger.register(channel: "shop", kind: nil, account: nil)
    try bench.release()
    for round in 0..<15 as Range<UInt64> {
      let lines = Int.random(in: 1...40, using: &random)
      let helper = try HelperProcess("ledger-crash-engine", bench.path, "\(round + 1)")
      let last = try #require(helper.kill(after: lines))
      let ledger = try Ledger.openForWriting(directory: bench.path)
      #expect(ledger.nextPosition.rawValue > last, "round \(round)")
      for position in (last < 20 ? 3 : last - 20)...last {
        #expect(try ledger.delivery(at: LogPosition(position)) != nil, "round \(round)")
      }
      let verification = try ledger.verify()
      #expect(verification.findings.isEmpty, "round \(round): \(verification.findings)")
      #expect(verification.entries == ledger.nextPosition.rawValue, "round \(round)")
      let live = try ledger.totals()
      if round % 5 == 4 {
        #expect(try ledger.rebuild().after == live, "round \(round)")
      }
      #expect(live.items.values.reduce(0, +) + live.duplicates + 3 == Int(verification.entries))
    }
  }

  @Test("readers of another process see all that was acknowledged, while the writer goes on")
  func readingMeanwhile() throws {
    let bench = try Bench(begin: Timestamp(seconds: 0))
    _ = try bench.ledger.register(channel: "shop", kind: nil, account: nil)
    try bench.release()
    do {
      let helper = try HelperProcess("ledger-crash-engine", bench.path, "7")
      let kept = try Ledger.openForReading(directory: bench.path)
      for round in 0..<12 {
        let last = LogPosition(try #require(helper.numbers().last))
        // One that is opened now, and one that was opened before the writer wrote.
        for reader in [try Ledger.openForReading(directory: bench.path), kept] {
          let totals = try reader.totals()
          let items = totals.items.values.reduce(0, +) + totals.duplicates + 3
          if reader !== kept { #expect(items > last.rawValue, "round \(round)") }
          #expect(items == Int(reader.nextPosition.rawValue), "round \(round)")
          let newest = LogPosition(reader.nextPosition.rawValue - 1)
          #expect(try reader.delivery(at: newest) != nil, "round \(round)")
          #expect(try reader.verify().findings.isEmpty, "round \(round)")
        }
      }
      helper.kill()
    }
    #expect(try bench.ledger.verify().findings.isEmpty)
  }

  @Test("a reader that is killed holds up nobody, and whoever opens the ledger next frees its slot")
  func killedReader() throws {
    let bench = try Bench(begin: Timestamp(seconds: 0))
    for number in 0..<200 { try bench.take("shop", #"{"id":\#(number),"status":"paid"}"#) }
    try bench.release()
    func killReader() throws {
      #expect(try HelperProcess("ledger-crash-engine", bench.path, "read").kill(after: 3) == 200)
    }
    do {
      let file = try Environment.open(path: bench.path + "/index-1.mdb", schema: IndexSchema.schema)
      try killReader()
      #expect(file.clearStaleReaders() > 0, "a killed reader keeps its slot")
    }
    try killReader()
    for number in 0..<200 { try bench.take("shop", #"{"id":\#(number),"status":"pending"}"#) }
    try bench.ledger.flush()
    let file = try Environment.open(path: bench.path + "/index-1.mdb", schema: IndexSchema.schema)
    #expect(file.clearStaleReaders() == 0)
    let reader = try Ledger.openForReading(directory: bench.path)
    #expect(try reader.totals() == bench.ledger.totals())
    #expect(try bench.ledger.verify().findings.isEmpty)
  }
}
