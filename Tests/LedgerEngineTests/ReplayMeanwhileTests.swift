import LedgerCore
import LedgerTesting
import Synchronization
import Testing

@testable import LedgerEngine

/// Deliveries come in group by group, on a thread of their own, while replays run over the same directory.
@Suite("Replay: while others append")
struct ReplayMeanwhileTests {
  private static let asOf = AsOf(time: Bench.begin + .days(30))

  /// What appends, until it is told to stop.
  private final class Appending: Sendable {
    private let ledger: Ledger
    private let stop = Latch()
    private let ended = Latch()
    /// Where the log ended behind each group.
    private let ends: Mutex<[LogPosition]>
    /// How many groups there may be: no more than the replays need, since each is replayed again.
    private let allowed = Atomic<Int>(0)
    private let failure = Mutex<String?>(nil)

    init(_ ledger: Ledger, seed: UInt64) {
      self.ledger = ledger
      ends = Mutex([ledger.nextPosition])
      RealThread.start { [self] in
        do { try run(SplitMix64(seed: seed)) } catch { failure.withLock { $0 = "\(error)" } }
        ended.raise()
      }
    }

    var positions: [LogPosition] { ends.withLock { $0 } }

    private func run(_ random: SplitMix64) throws {
      var random = random
      for group in 1...5000 {
        while allowed.load(ordering: .relaxed) < group, !stop.isRaised { RealThread.pause() }
        guard !stop.isRaised else { return }
        let count = Int.random(in: 1...9, using: &random)
        _ = try ledger.take(
          recorded: (0..<count).map { _ in ReplayMeanwhileTests.line(group, &random) })
        ends.withLock { $0.append(ledger.nextPosition) }
        if group.isMultiple(of: 7) { try ledger.flush() }
      }
    }

    /// Until some more groups are in the log; others follow meanwhile.
    func waitForMore() {
      let count = positions.count
      allowed.store(count + 6, ordering: .relaxed)
      while positions.count < count + 2, !ended.isRaised { RealThread.pause() }
    }

    func end() -> String? {
      stop.raise()
      while !ended.isRaised { RealThread.pause() }
      return failure.withLock { $0 }
    }
  }

  /// One of a hundred orders is told of anew, or taken in by the ERP, a minute after the group before.
  private static func line(_ group: Int, _ random: inout SplitMix64) -> [UInt8] {
    let order = Int.random(in: 1...100, using: &random)
    let status = ["pending", "authorized", "paid"][Int.random(in: 0...2, using: &random)]
    let received = (Bench.begin + .minutes(Int64(group))).rfc3339
    let (channel, body) =
      Int.random(in: 0...3, using: &random) == 0
      ? ("erp", #"{"number":"S\#(order)","shop":"\#(order)","status":"open"}"#)
      : (
        "shop",
        #"{"id":\#(order),"status":"\#(status)","updated":\#(group),"total":"\#(order).00"}"#
      )
    return Array(
      #"{"channel":"\#(channel)","received":"\#(received)","headers":{},"body":\#(body)}"#.utf8)
  }

  private static func bytes(_ report: ReplayReport) -> [UInt8] {
    var bytes: [UInt8] = []
    JSONForm(report).write(first: [], limit: .max) { bytes += $0 }
    return bytes
  }

  private static let revisions: [(find: String, by: String)] = [
    ("authorized: authorized", "authorized: captured"),
    ("payment: [payment, origin]", "payment: [payment]"),
    // Bodies are read again.
    ("cancelled: { exists: $.cancelled_at }", "cancelled: { exists: $.total }"),
    ("order.total: { of: $.total", "order.total: { of: $.updated"),
  ]

  private static func revised(_ round: Int) throws -> Rulebook {
    let (find, text) = revisions[round % revisions.count]
    let file = EngineRulebook.truth.contains(find) ? "truth.yaml" : "channels/shop.yaml"
    return try EngineRulebook.compiled().edited([RuleChange.Edit(file, find, by: text)])
  }

  @Test("a report is of one moment, and the same as one that is asked for later of that moment")
  func moments() throws {
    let bench = try Bench()
    var random = SplitMix64(seed: 8)
    _ = try bench.ledger.take(recorded: (0..<300).map { _ in Self.line(0, &random) })
    let appending = Appending(try bench.ledger, seed: 9)
    let kept = try Ledger.openForReading(directory: bench.path, surroundings: bench.surroundings)
    var made: [(request: ReplayRequest, report: ReplayReport)] = []
    for round in 0..<12 {
      var request = try ReplayRequest(Self.revised(round), asOf: Self.asOf)
      request.isFullBaseline = round % 3 == 0
      appending.waitForMore()
      // One that was opened before sees at least what there was then.
      let isKept = round % 5 == 4
      let first = isKept ? kept.nextPosition : try #require(appending.positions.last)
      let reader =
        isKept
        ? kept
        : try Ledger.openForReading(directory: bench.path, surroundings: bench.surroundings)
      // At its beginning, and while it runs, more comes in.
      var waits = 2
      let report = try reader.replay(request) { _ in
        guard waits > 0 else { return }
        waits -= 1
        appending.waitForMore()
      }
      let last = try bench.ledger.nextPosition
      #expect(report.baseline.isExact, "round \(round): \(report.baseline.differing)")
      #expect((first...last).contains(report.scope.through), "round \(round)")
      made.append((request, report))
    }
    #expect(appending.end() == nil)
    try expectSame(made, bench.ledger)
  }

  private func expectSame(
    _ made: [(request: ReplayRequest, report: ReplayReport)], _ ledger: Ledger
  ) throws {
    #expect(Set(made.map(\.report.scope.through)).count >= made.count / 2)
    for (round, (request, report)) in made.enumerated() {
      let through = report.scope.through
      #expect(through < ledger.nextPosition, "round \(round)")
      #expect(!report.changed.isEmpty && report.notEvaluable.isEmpty, "round \(round)")
      let later = try ledger.replay(request, through: through) { _ in }
      #expect(later.scope == report.scope, "round \(round)")
      #expect(later.digest == report.digest, "round \(round)")
      #expect(Self.bytes(later) == Self.bytes(report), "round \(round)")
    }
  }
}
