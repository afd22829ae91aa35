import Foundation
import LedgerCore
import LedgerLog
import LedgerRules
import LedgerStorage
import LedgerTesting
import Testing

@testable import LedgerEngine

@Suite("A history read anew")
struct ShadowTests {
  /// - Parameter seed: gives the ledger its name, by which its shadow is found.
  private func bench(seed: UInt64, from first: Int = 0) throws -> Bench {
    let bench = try Bench(begin: Timestamp(seconds: 0), seed: seed)
    _ = try bench.ledger.register(channel: "shop", kind: nil, account: nil)
    for number in first..<(first + 300) { try bench.take("shop", Revisions.body(number)) }
    return bench
  }

  /// What is left where a replay is killed that has read up to a position.
  private func leave(_ ledger: Ledger, _ rulebook: Rulebook, at end: LogPosition) throws -> String {
    let name = "\(ledger.id.prefix(16))-\(rulebook.revision.description.prefix(16))"
    let place = try ShadowPlace.take(name)
    let begun = try ShadowFile(place, log: ledger.log, end: end, rulebook: rulebook)
    var catchUp = CatchUp(
      log: ledger.log, index: begun.index, file: begun.file, shaped: .init(.max))
    try catchUp.run(until: end)
    try begun.note(unread: [LogPosition(7), LogPosition(40)])
    try begun.index.flush(to: begun.file)
    return place.directory
  }

  @Test("a replay that was killed is taken up where it was, and leaves nothing behind")
  func resumed() throws {
    let bench = try bench(seed: 9_101)
    let ledger = try bench.ledger
    let revised = try Revisions.regrouped()
    let whole = try ledger.replay(ReplayRequest(revised, asOf: ledger.now))
    let half = LogPosition(ledger.nextPosition.rawValue / 2)
    let directory = try leave(ledger, revised, at: half)
    #expect(FileManager.default.fileExists(atPath: directory))
    do {
      var reached: [LogPosition] = []
      let shadow = try Shadow(
        log: ledger.log, end: ledger.nextPosition, rulebook: revised, isResumable: true
      ) { reached.append($0) }
      #expect(reached.allSatisfy { $0 > half } && !reached.isEmpty)
      #expect(shadow.isUnread(LogPosition(7)) && shadow.isUnread(LogPosition(40)))
      #expect(!shadow.isUnread(LogPosition(8)))
    }
    #expect(!FileManager.default.fileExists(atPath: directory))
    _ = try leave(ledger, revised, at: half)
    let resumed = try ledger.replay(
      ReplayRequest(revised, asOf: AsOf(time: whole.scope.asOf)))
    #expect(resumed.total == whole.total && resumed.scope.through == whole.scope.through)
    // The two bodies were said to be missing: what belongs to them is not evaluable.
    #expect(!resumed.notEvaluable.isEmpty && whole.notEvaluable.isEmpty)
  }

  @Test("a replay that was killed after it had read everything reads nothing again")
  func resumedAtItsEnd() throws {
    let bench = try bench(seed: 9_107)
    let ledger = try bench.ledger
    let revised = try Revisions.regrouped()
    let files = FileManager.default
    let directory = try leave(ledger, revised, at: LogPosition(2))
    let kept = directory + "-kept"
    do {
      let shadow = try Shadow(
        log: ledger.log, end: ledger.nextPosition, rulebook: revised, isResumable: true)
      try files.copyItem(atPath: directory, toPath: kept)
      withExtendedLifetime(shadow) {}
    }
    try files.moveItem(atPath: kept, toPath: directory)
    var reached: [LogPosition] = []
    _ = try Shadow(
      log: ledger.log, end: ledger.nextPosition, rulebook: revised, isResumable: true
    ) { reached.append($0) }
    #expect(reached.isEmpty)
    #expect(!files.fileExists(atPath: directory))
  }

  @Test("what was read for another rulebook, or of more than is asked for, is begun anew")
  func others() throws {
    let bench = try bench(seed: 9_102)
    let ledger = try bench.ledger
    let revised = try Revisions.regrouped()
    let half = LogPosition(ledger.nextPosition.rawValue / 2)
    let directory = try leave(ledger, revised, at: ledger.nextPosition)
    var reached: [LogPosition] = []
    let shadow = try Shadow(log: ledger.log, end: half, rulebook: revised, isResumable: true) {
      reached.append($0)
    }
    #expect(reached.last == half && !shadow.isUnread(LogPosition(7)))
    #expect(FileManager.default.fileExists(atPath: directory))
  }

  @Test("what was read of a copy of the ledger that went on otherwise is begun anew")
  func copied() throws {
    let one = try bench(seed: 9_103)
    let other = try bench(seed: 9_103, from: 1_000)
    #expect(try one.ledger.id == other.ledger.id)
    let half = LogPosition(try one.ledger.nextPosition.rawValue / 2)
    _ = try leave(try one.ledger, try Revisions.regrouped(), at: half)
    let shadow = try Shadow(
      log: try other.ledger.log, end: try other.ledger.nextPosition,
      rulebook: try Revisions.regrouped(), isResumable: true)
    #expect(!shadow.isUnread(LogPosition(7)))
  }

  @Test("two replays of the same at a time do not share a directory")
  func together() throws {
    let name = "together-\(UUID())"
    let one = try ShadowPlace.take(name)
    let two = try ShadowPlace.take(name)
    #expect(one.directory != two.directory && one.directory.hasSuffix(name))
    one.remove()
    two.remove()
    #expect(!FileManager.default.fileExists(atPath: one.directory))
    #expect(!FileManager.default.fileExists(atPath: two.directory))
  }

  @Test("what nobody went on with for a day is removed, and what is in use or not ours is not")
  func swept() throws {
    let names = (0..<3).map { "swept-\($0)-\(UUID())" }
    let left = try ShadowPlace.take(names[0])
    let fresh = try ShadowPlace.take(names[1])
    let used = try ShadowPlace.take(names[2])
    let paths = [left.directory, fresh.directory, used.directory]
    func exist() -> [Bool] { paths.map { FileManager.default.fileExists(atPath: $0) } }
    let old = Date(timeIntervalSinceNow: -90_000)
    for path in [paths[0], paths[2]] {
      try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: path)
    }
    _ = consume left
    try ShadowPlace.take(nil).remove()
    #expect(exist() == [false, true, true])
    used.remove()
    fresh.remove()
  }
}
