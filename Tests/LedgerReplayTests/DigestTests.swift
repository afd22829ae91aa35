import LedgerCore
import LedgerRules
import Testing

@testable import LedgerReplay

@Suite("The digest of a report")
struct DigestTests {
  /// By default more than are written as one piece.
  private func orders(_ count: Int = 4_200) -> [MadeReport.Order] {
    (1...count).map { number in
      MadeReport.Order(
        name: "ord-\(number)",
        effects: [MadeReport.captured, MadeReport.claimed]
          + (number.isMultiple(of: 3) ? [MadeReport.opens, Effect(.disagrees)] : []),
        money: MadeReport.euros(Int64(number)), before: ["payment": "captured"],
        after: ["payment": "authorized"])
    }
  }

  @Test("does not depend on the order in which orders and effects come in")
  func reordering() throws {
    let made = try MadeReport()
    let report = made.report(orders(), unchanged: 7, notEvaluable: ["ord-x", "ord-y"])
    var generator = SplitMix(state: 11)
    for _ in 0..<2 {
      let mixed = orders().map { order in
        var order = order
        order.effects.shuffle(using: &generator)
        return order
      }
      let other = made.report(mixed.reversed(), unchanged: 7, notEvaluable: ["ord-y", "ord-x"])
      // Places in the log are of the orders here, so they go along.
      #expect(withoutPlaces(other) == withoutPlaces(report))
    }
  }

  private func withoutPlaces(_ report: ReplayReport) -> Hash256 {
    var report = report
    for index in report.changed.indices { report.changed[index].divergence = nil }
    return report.digest
  }

  @Test("is the same each time, and is that of the JSON without what is not the report itself")
  func canonical() throws {
    let report = try MadeReport().report(orders())
    #expect(report.digest == report.digest)
    var canonical: [UInt8] = []
    JSONForm(report).write { canonical += $0 }
    var shown: [UInt8] = []
    let digest = JSONValue.string("\(report.digest)")
    JSONForm(report).write(first: [("digest", digest)]) { shown += $0 }
    #expect(shown.count == canonical.count + #""digest":"","#.utf8.count + 64)
    #expect(Array(shown.suffix(canonical.count - 1)) == Array(canonical.dropFirst()))
    let parsed = try JSONDocument.parse(canonical)
    let changed = try #require(parsed.member("changed", of: parsed.root))
    #expect(parsed.count(of: changed) == 4_200)
  }

  @Test("changes with everything that the report says, and not with where a rulebook lay")
  func sensitivity() throws {
    let report = try MadeReport().report(orders(9))
    let edits: [(String, (inout ReplayReport) -> Void)] = [
      ("an order", { $0.changed[7].names = [] }), ("money", { $0.changed[8].money = nil }),
      ("the log", { $0.scope.through = LogPosition(98) }),
      ("the head", { $0.scope.head = .zero }),
      ("the engine", { $0.scope.engine = "0.1.1" }),
      ("the time", { $0.scope.asOf = Timestamp(seconds: 1) }),
      ("the selection", { $0.scope.selection = ["channel = shop"] }),
      ("a revision", { $0.after.revision = .zero }),
      ("the baseline", { $0.baseline.differing = ["ord-1"] }),
      (
        "what is common",
        { $0.commonalities = [Commonality(fact: "a", changed: 1, all: 2, counted: 9)] }
      ),
      ("what causes it", { $0.attribution = Attribution(units: [], interacting: Weight()) }),
      ("unused rows", { $0.unused = [SourcePlace(file: "a.yaml", line: 1)] }),
      ("samples", { $0.samples = [3] }), ("what is gone", { $0.irreversible = ["a": Weight()] }),
    ]
    var digests = [report.digest]
    for (name, edit) in edits {
      var other = report
      edit(&other)
      #expect(!digests.contains(other.digest), "\(name)")
      digests.append(other.digest)
    }
    var elsewhere = report
    elsewhere.before.source = "/home/me/rules"
    #expect(elsewhere.digest == report.digest)
  }
}

/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}
