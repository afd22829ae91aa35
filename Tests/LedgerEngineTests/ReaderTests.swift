import Foundation
import LedgerCore
import LedgerEngine
import LedgerTesting
import Testing

@Suite("Reading while another writes")
struct ReaderTests {
  private func body(_ number: Int, _ status: String = "pending") -> String {
    #"{"id":\#(number),"status":"\#(status)","updated":\#(status == "pending" ? 1 : 2)}"#
  }

  @Test("a reader sees what was acknowledged and is not in the index file yet")
  func unwrittenTail() throws {
    let bench = try Bench()
    for number in 1...3 { try bench.take("shop", body(number)) }
    try bench.ledger.flush()
    for number in 4...6 { try bench.take("shop", body(number)) }
    try bench.take("shop", body(1, "paid"))
    let reader = try Ledger.openForReading(directory: bench.path, surroundings: bench.surroundings)
    #expect(try reader.totals() == bench.ledger.totals())
    #expect(try reader.order("1", asOf: reader.now).truth.map(\.state).contains("captured"))
    #expect(try reader.order("6", asOf: reader.now).counts.items == 1)
    #expect(throws: LedgerError.self) { try reader.flush() }
  }

  @Test("a reader stays right when the writer writes its tail into the file, again and again")
  func flushes() throws {
    let bench = try Bench()
    try bench.take("shop", body(1))
    let reader = try Ledger.openForReading(directory: bench.path, surroundings: bench.surroundings)
    #expect(try reader.totals().orders == 1)
    for round in 2...8 {
      try bench.take("shop", body(round))
      try bench.take("shop", body(1, round.isMultiple(of: 2) ? "paid" : "pending"))
      try bench.ledger.flush()
      #expect(try reader.totals() == bench.ledger.totals(), "round \(round)")
      let (seen, live) = (
        try reader.order("1", asOf: reader.now), try bench.ledger.order("1", asOf: bench.ledger.now)
      )
      #expect(seen.counts == live.counts)
      #expect(try reader.verify().findings.isEmpty)
    }
  }

  @Test("a reader goes over to the index file of a newly activated rulebook")
  func activation() throws {
    let bench = try Bench()
    try bench.take("shop", body(1, "authorized"))
    let reader = try Ledger.openForReading(directory: bench.path, surroundings: bench.surroundings)
    func truth() throws -> [String] {
      try reader.order("1", asOf: reader.now).truth.map(\.state)
    }
    #expect(try truth().contains("authorized"))
    let edited = EngineRulebook.shop.replacing(
      "authorized: authorized", with: "authorized: captured")
    try bench.ledger.activate(EngineRulebook.compiled(shop: edited))
    #expect(try truth().contains("captured"))
    #expect(reader.rulebook.revision == (try bench.ledger.rulebook.revision))
    try bench.take("shop", body(2))
    try bench.ledger.flush()
    #expect(try reader.totals() == bench.ledger.totals())
    _ = try bench.ledger.rebuild()
    #expect(try reader.totals() == bench.ledger.totals())
  }

  @Test("a log that another program wrote is told as that, not as an index that is missing")
  func foreignLog() throws {
    let directory = TemporaryDirectory()
    try Data("no log".utf8).write(to: URL(fileURLWithPath: directory.path + "/log.mdb"))
    let error = #expect(throws: LedgerError.self) {
      _ = try Ledger.openForReading(directory: directory.path)
    }
    #expect(error?.description.contains("not written by this program") == true)
  }
}
