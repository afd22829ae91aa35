import Foundation
import LedgerCore
import LedgerStorage
import LedgerStorageWriting
import LedgerTesting
import Testing

@testable import LedgerEngine
@testable import LedgerLog

@Suite("Archived bodies")
struct ArchiveTests {
  /// All records, as a backup takes them.
  private func records(_ log: LogReader) throws -> [StoredRecord] {
    let end = try log.nextPosition()
    var next = LogPosition.first
    var all: [StoredRecord] = []
    while next < end {
      all += try log.storedRecords(
        from: next, before: end, dictionariesAfter: nil, bytesMax: 1 << 20
      ).records
      next = LogPosition(UInt64(all.count))
    }
    return all
  }

  private func payloads(_ log: LogReader) throws -> [Payload?] {
    try (0..<log.nextPosition().rawValue).map { try log.body(at: LogPosition($0), verifying: true) }
  }

  @Test(
    "whatever was archived when, all is read, backed up and proved as before",
    arguments: [9_101, 9_102, 9_103] as [UInt64])
  func invariant(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let history = try GrowingHistory(seed: seed, orders: 12)
    // Opened before anything is archived, as another process would have it.
    let early = try LogReader.open(directory: history.path)
    var expected: [StoredRecord] = []
    while !history.isAtEnd {
      try history.take(Int.random(in: 20...90, using: &random))
      try history.act(&random)
      expected += try records(history.ledger.log)[expected.count...]
      let end = history.ledger.nextPosition.rawValue
      let folder = Bool.random(using: &random) ? history.path("cold") : history.path + "/cold"
      _ = try history.ledger.archive(
        before: LogPosition(UInt64.random(in: 0...end, using: &random)), to: folder)
      try #require(records(history.ledger.log) == expected, "seed \(seed)")
      try #require(records(early) == expected, "seed \(seed)")
    }
    let before = try LedgerImage(history.ledger)
    let bodies = try payloads(history.ledger.log)
    let result = try history.ledger.archive(
      before: history.ledger.nextPosition, to: history.path("cold"))
    #expect(result.files.count == 1 && result.logBytes < result.logBytesBefore)
    #expect(try payloads(history.ledger.log) == bodies && payloads(early) == bodies)
    #expect(try LedgerImage(history.ledger) == before)
    let verification = try history.ledger.verify()
    #expect(verification.findings.isEmpty, "seed \(seed): \(verification.findings)")
    #expect(verification.archives == (try history.ledger.archives()).count)
    #expect(try history.ledger.rebuild().after.digest == before.digest)
    _ = try Backup.add(ledger: history.path, to: history.path("backup"))
    _ = try Restoring.restore([history.path("backup")], to: history.path("restored"))
    let copy = try Ledger.openForReading(directory: history.path("restored"))
    #expect(try LedgerImage(copy) == before && records(copy.log) == expected)
    // Only the ledger's own entries have bodies in the log.
    for position in 0..<before.entries {
      let place = LogPosition(position)
      let isInLog = try history.ledger.log.environment.read { transaction throws(StorageError) in
        try transaction.get(LogTables.bodies, Pair(place, 0)) != nil
      }
      let kind = try history.ledger.log.entry(at: place).kind
      if case .control = kind { #expect(isInLog) } else { #expect(!isInLog) }
    }
  }

  /// A ledger with one archive.
  private func archived(seed: UInt64) throws -> (history: GrowingHistory, archive: Archive) {
    let history = try GrowingHistory(seed: seed, orders: 8)
    try history.take(200)
    let files = try history.ledger.archive(before: LogPosition(150), to: history.path("cold")).files
    return (history, try #require(files.first))
  }

  @Test("a file that is altered anywhere is found, and never shows an altered body")
  func altered() throws {
    let (history, archive) = try archived(seed: 9_110)
    let expected = try payloads(history.ledger.log)
    let sound = try Data(contentsOf: URL(fileURLWithPath: archive.path))
    var random = SplitMix64(seed: 9_110)
    var places = (0..<30).map { _ in Int.random(in: 0..<sound.count, using: &random) }
    places += [0, 16, 32, 40, 48, 56, 64, sound.count - 48, sound.count - 40, sound.count - 1]
    var shown = 0
    for place in places {
      var bytes = sound
      bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      try bytes.write(to: URL(fileURLWithPath: archive.path))
      let log = try LogReader.open(directory: history.path)
      for (position, payload) in expected.enumerated() {
        do throws(LogError) {
          let found = try log.body(at: LogPosition(UInt64(position)), verifying: true)
          #expect(found == payload, "byte \(place), entry \(position)")
          shown += 1
        } catch {}
      }
      let ledger = try Ledger.openForReading(directory: history.path)
      let findings = try ledger.verify(isQuick: true).findings
      #expect(findings.contains { $0.kind == .archive || $0.kind == .body }, "byte \(place)")
    }
    #expect(shown > 0)
    for count in [0, 10, 64, 200, sound.count - 1] {
      try sound.prefix(count).write(to: URL(fileURLWithPath: archive.path))
      let ledger = try Ledger.openForReading(directory: history.path)
      #expect(try ledger.verify(isQuick: true).findings.map(\.kind) == [.archive])
      #expect(try ledger.archives().map(\.isThere) == [false])
    }
  }

  @Test("a folder that is not mounted is said once, and the files may be found elsewhere")
  func moved() throws {
    let (history, archive) = try archived(seed: 9_120)
    let bodies = try payloads(history.ledger.log)
    let other = history.path("other")
    let reader = try LogReader.open(directory: history.path)
    try FileManager.default.moveItem(atPath: history.path("cold"), toPath: other)
    #expect(throws: LogError.archive(.unreadable(path: archive.path, errno: ENOENT))) {
      try reader.body(at: LogPosition(100))
    }
    let verification = try Ledger.openForReading(directory: history.path).verify()
    #expect(verification.findings.map(\.kind) == [.archive])
    // Anything may be there.
    let file = other + "/" + (archive.path as NSString).lastPathComponent
    let sound = try Data(contentsOf: URL(fileURLWithPath: file))
    var altered = sound
    altered[200] ^= 1
    try altered.write(to: URL(fileURLWithPath: file))
    #expect(throws: LedgerError.self) { try history.ledger.moveArchives(to: other) }
    try sound.write(to: URL(fileURLWithPath: file))
    let moved = try history.ledger.moveArchives(to: other)
    #expect(moved.map(\.isThere) == [true])
    #expect(try payloads(reader) == bodies)
    #expect(try history.ledger.verify().findings.isEmpty)
  }

  @Test("what an interrupted run has left is written over, or completed")
  func interrupted() throws {
    let (history, archive) = try archived(seed: 9_130)
    let expected = try records(history.ledger.log)
    let cold = history.path("cold")
    // Files that nothing names.
    for name in ["bodies-150-199.archive", "bodies-150-199.archive.part"] {
      try Data("left".utf8).write(to: URL(fileURLWithPath: "\(cold)/\(name)"))
    }
    // Bodies that stand in the log and in a file.
    let writer = try #require(history.ledger.writing?.log)
    var list = try writer.reader.archives()
    list[0].isCleared = false
    try writer.environment.write { transaction throws(StorageError) in
      for position in 0..<150 {
        guard let body = expected[position].body, body.count <= LogTables.chunkBytesMax else {
          continue
        }
        try transaction.put(LogTables.bodies, Pair(LogPosition(UInt64(position)), 0), body)
      }
      try transaction.put(Schema.meta, ArchiveList.setting, ArchiveList.encode(list))
    }
    #expect(try history.ledger.verify().findings.isEmpty)
    let result = try history.ledger.archive(before: LogPosition(200), to: cold)
    #expect(result.files.map(\.positions) == [LogPosition(150)..<LogPosition(200)])
    #expect(try history.ledger.archives().first == archive)
    #expect(try records(history.ledger.log) == expected)
    let rows = try writer.reader.environment.read { transaction throws(StorageError) in
      try transaction.count(LogTables.bodies)
    }
    #expect(rows < 60)
    #expect(try history.ledger.verify().findings.isEmpty)
  }

  @Test("erased bodies go into no file, and those that are archived can be erased")
  func erasing() throws {
    let bench = try ErasureBench(seed: 9_140)
    try bench.takeAll()
    let orders = try bench.orders()
    let before = try bench.ledger.totals().digest
    func erase(_ order: String) throws -> [LogPosition] {
      let subjects = try bench.ledger.subjects(ofOrder: order)
      let done = try bench.ledger.erase(subjects, reason: "request", actor: "tester")
      return done.plan.deliveries.map(\.position)
    }
    let first = try erase(orders[0])
    let folder = bench.directory.path + "/cold"
    let end = try bench.ledger.nextPosition
    let made = try bench.ledger.archive(before: end, to: folder).files
    #expect(made.map(\.bodies).reduce(0, +) > 100)
    for position in first {
      #expect(try bench.ledger.delivery(at: position) == nil)
      #expect(try bench.ledger.log.bodyKeys(at: position).isEmpty, "no row is left")
    }
    let order = try #require(
      orders.dropFirst().first { name in
        try !bench.ledger.erasure(of: bench.ledger.subjects(ofOrder: name)).deliveries.isEmpty
      })
    let second = try erase(order)
    #expect(!second.isEmpty)
    try bench.release()
    for position in second { #expect(try bench.ledger.delivery(at: position) == nil) }
    let verification = try bench.ledger.verify()
    #expect(verification.findings.isEmpty, "\(verification.findings)")
    #expect(verification.erased == UInt64(first.count + second.count))
    #expect(try bench.ledger.totals().digest == before)
    #expect(try bench.ledger.rebuild().after.digest == before)
    for line in bench.lines.prefix(40) {
      // A body in clear would be found by its first members.
      let text = String(decoding: line.prefix(200), as: UTF8.self)
      #expect(try bench.files(holding: text).isEmpty)
    }
  }

  @Test("bodies that are not kept though nobody has erased them are not built on")
  func lostKeys() throws {
    let bench = try ErasureBench(seed: 9_150)
    let keys = bench.path + "/keys"
    _ = try bench.ledger.take(recorded: Array(bench.lines.prefix(60)))
    try bench.release()
    let older = try Data(contentsOf: URL(fileURLWithPath: keys))
    _ = try bench.ledger.take(recorded: Array(bench.lines.dropFirst(60)))
    try bench.release()
    let newer = try Data(contentsOf: URL(fileURLWithPath: keys))
    try older.write(to: URL(fileURLWithPath: keys))
    let end = try bench.ledger.nextPosition
    #expect(throws: LedgerError.self) {
      try bench.ledger.archive(before: end, to: bench.directory.path + "/cold")
    }
    #expect(try bench.ledger.archives().isEmpty)
    try bench.release()
    try newer.write(to: URL(fileURLWithPath: keys))
    _ = try bench.ledger.archive(before: end, to: bench.directory.path + "/cold")
    #expect(try bench.ledger.verify().findings.isEmpty)
  }
}
