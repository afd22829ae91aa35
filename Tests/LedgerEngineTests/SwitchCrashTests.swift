import Foundation
import Glibc
import LedgerCore
import LedgerEngine
import LedgerRules
import LedgerTesting
import Testing

@Suite("A ledger that is killed while rulebooks are switched")
struct SwitchCrashTests {
  /// How many times it is killed: `ORDERLEDGER_KILLS=100` for a long run.
  static let kills =
    ProcessInfo.processInfo.environment["ORDERLEDGER_KILLS"].flatMap { Int($0) } ?? 15

  private func bench() throws -> Bench {
    let bench = try Bench(begin: Timestamp(seconds: 0))
    _ = try bench.ledger.register(channel: "shop", kind: nil, account: nil)
    for number in 0..<300 { try bench.take("shop", Revisions.body(number)) }
    try bench.release()
    return bench
  }

  private func indexFiles(_ bench: Bench) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: bench.path)
      .filter { $0.hasPrefix("index-") && !$0.hasSuffix("-lock") }.sorted()
  }

  @Test(
    "whenever that is, the old rulebook is in force or the new one, with all that it makes of it")
  func kill9() throws {
    var random = SplitMix64(seed: 20_261_122)
    let bench = try bench()
    var inTheMiddle = 0
    for round in 0..<Self.kills {
      let helper = try HelperProcess("ledger-crash-engine", bench.path, "promote", "\(round + 1)")
      let positions = helper.allNumbers(
        untilKilledAfter: Int.random(in: 1...500, using: &random),
        pauseMicroseconds: UInt32.random(in: 0...20_000, using: &random))
      #expect(helper.exitCode == nil, "round \(round): it ended by itself")
      let last = try #require(positions.max(), "round \(round)")
      let found = try indexFiles(bench)
      if found.count > 2 || found.contains(where: { $0.hasSuffix(".new") }) { inTheMiddle += 1 }
      // Whoever reads first needs nobody to build anything.
      let seen = try Ledger.openForReading(directory: bench.path).totals()
      let ledger = try Ledger.openForWriting(directory: bench.path)
      #expect(try ledger.totals() == seen, "round \(round)")
      #expect(ledger.nextPosition.rawValue > last, "round \(round)")
      for position in positions.shuffled(using: &random).prefix(30) {
        #expect(try ledger.delivery(at: LogPosition(position)) != nil, "round \(round)")
      }
      let kept = try indexFiles(bench)
      #expect(kept.count <= 2 && Set(kept).isSubset(of: found), "round \(round): \(kept)")
      try expectWhole(ledger, rebuilding: round % 5 == 4, "round \(round)")
    }
    print("killed \(Self.kills) times, \(inTheMiddle) of them while an index was being made")
  }

  /// Nothing is lost, and the rulebook that the log says is in force gives what the index holds.
  private func expectWhole(_ ledger: Ledger, rebuilding: Bool, _ comment: Comment) throws {
    let verification = try ledger.verify()
    #expect(verification.findings.isEmpty, "\(comment): \(verification.findings)")
    #expect(verification.entries == ledger.nextPosition.rawValue, comment)
    let history = try ledger.rulebookHistory()
    #expect(history.last?.revision == ledger.rulebook.revision, comment)
    let live = try ledger.totals()
    let actions = try ledger.rulebookActions().count
    let items = live.items.values.reduce(0, +) + live.duplicates
    #expect(items + 2 + actions == Int(verification.entries), comment)
    if rebuilding { #expect(try ledger.rebuild().after == live, comment) }
  }

  @Test("readers of another process see the old rulebook or the new one while they switch")
  func readingMeanwhile() throws {
    let bench = try bench()
    #expect(try revisionsSeen(bench) > 1, "rulebooks were switched meanwhile")
    try expectWhole(bench.ledger, rebuilding: true, "at the end")
  }

  private func revisionsSeen(_ bench: Bench) throws -> Int {
    let helper = try HelperProcess("ledger-crash-engine", bench.path, "switch", "77")
    let kept = try Ledger.openForReading(directory: bench.path)
    var revisions: Set<Hash256> = []
    for round in 0..<100 where round < 10 || revisions.count < 2 {
      let last = LogPosition(try #require(helper.numbers().last))
      for reader in [try Ledger.openForReading(directory: bench.path), kept] {
        if reader !== kept { #expect(reader.nextPosition > last, "round \(round)") }
        // Folds every order by the rulebook that the reader has, and compares with what is stored.
        let findings = try reader.verify().findings
        #expect(findings.isEmpty, "round \(round): \(findings)")
        revisions.insert(reader.rulebook.revision)
      }
    }
    helper.kill()
    return revisions.count
  }
}
