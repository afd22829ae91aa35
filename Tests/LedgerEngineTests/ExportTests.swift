import Foundation
import LedgerCore
import LedgerIndex
import LedgerStorage
import LedgerStorageWriting
import LedgerTesting
import Testing

@testable import LedgerEngine
@testable import LedgerLog

@Suite("Exported logs")
struct ExportTests {
  private func export(_ ledger: String, to path: String) throws -> [[UInt8]] {
    var bytes: [UInt8] = []
    _ = try LogExport.write(ledger: ledger) { line in bytes += line }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return bytes.split(separator: 0x0a).map(Array.init)
  }

  private func write(_ lines: [[UInt8]], _ path: String) throws {
    try Data(lines.flatMap { $0 + [0x0a] }).write(to: URL(fileURLWithPath: path))
  }

  @Test(
    "an import has the root, the index and the checkpoints of what was exported",
    arguments: [8_401, 8_402] as [UInt64])
  func roundTrip(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let history = try GrowingHistory(seed: seed, orders: 12)
    while !history.isAtEnd {
      try history.take(Int.random(in: 20...120, using: &random))
      try history.act(&random)
    }
    try EveryAction.record(in: history)
    let file = history.path("log.ndjson")
    let lines = try export(history.path, to: file)
    #expect(lines.count > Int(history.ledger.nextPosition.rawValue))
    let image = try LedgerImage(history.ledger)
    let result = try Restoring.importLog(file, to: history.path("copy"))
    #expect(result.root == image.root && result.signedSize == image.checkpoints.last)
    let copy = try Ledger.openForReading(directory: history.path("copy"))
    #expect(try LedgerImage(copy) == image, "seed \(seed)")
    #expect(try copy.verify().findings.isEmpty, "seed \(seed)")
    for position in 0..<image.entries {
      let place = LogPosition(position)
      let (mine, its) = (history.ledger.log, copy.log)
      try #require(try mine.canonicalEntry(at: place) == its.canonicalEntry(at: place))
      let (body, other) = (try mine.openedBody(at: place), try its.openedBody(at: place))
      try #require(body?.payload == other?.payload && body?.salt == other?.salt)
    }
    #expect(try copy.log.identity() == history.ledger.log.identity())
    // Exported again, it is the same text, byte for byte.
    #expect(try export(history.path("copy"), to: history.path("again.ndjson")) == lines)
  }

  @Test("a delivery that comes again after an import is known")
  func goesOn() throws {
    let bench = try Bench(seed: 84)
    try bench.take("shop", #"{"id":1,"status":"paid"}"#, id: "e1")
    try bench.release()
    let file = bench.directory.path + "/log.ndjson"
    _ = try export(bench.path, to: file)
    let copy = bench.directory.path + "/copy"
    _ = try Restoring.importLog(file, to: copy)
    let ledger = try Ledger.openForWriting(directory: copy, surroundings: bench.surroundings)
    let again = try ledger.take(
      #"{"id":1,"status":"paid"}"#, channel: "shop", headers: [(name: "x-id", value: "e1")])
    #expect(again.position.map { $0 == LogPosition(4) } == true)
    #expect(try ledger.log.entry(at: LogPosition(4)).kind == .duplicate(of: LogPosition(3)))
  }

  @Test("whatever is changed in whatever line is refused, with the number of the line")
  func altered() throws {
    let seed: UInt64 = 8_403
    var random = SplitMix64(seed: seed)
    let history = try GrowingHistory(seed: seed, orders: 3)
    try history.take(25)
    _ = try history.ledger.checkpoint()
    let file = history.path("log.ndjson")
    let lines = try export(history.path, to: file)
    let target = history.path("copy")
    for round in 0..<150 {
      var changed = lines
      let index = Int.random(in: 1..<lines.count, using: &random)
      let place = Int.random(in: changed[index].indices, using: &random)
      changed[index][place] ^= 1 << UInt8.random(in: 0..<7, using: &random)
      guard changed[index][place] != 0x0a else { continue }
      try write(changed, file)
      let found = refusal { try Restoring.importLog(file, to: target) }
      #expect(found != nil, "seed \(seed), round \(round), line \(index + 1), byte \(place)")
      // A checkpoint of other bytes may be one all the same, and not agree with the log.
      let isSaid = found?.text.contains("line \(index + 1)") == true
      let isNote = String(decoding: lines[index], as: UTF8.self).contains(#""checkpoint""#)
      #expect(isSaid || isNote, "\(index + 1): \(found?.text ?? "")")
    }
    #expect(!Ledger.exists(in: target))
    try write(lines, file)
    #expect(
      try Restoring.importLog(file, to: target).entries == history.ledger.nextPosition.rawValue)
  }

  @Test(
    "lines that are missing, stand twice or are out of order, and a file cut short, are refused")
  func shuffled() throws {
    let history = try GrowingHistory(seed: 8_404, orders: 3)
    try history.take(15)
    let file = history.path("log.ndjson")
    let lines = try export(history.path, to: file)
    let target = history.path("copy")
    func refused(_ lines: [[UInt8]]) throws -> (code: String, text: String)? {
      try write(lines, file)
      return refusal { try Restoring.importLog(file, to: target) }
    }
    for index in [1, 5, lines.count - 3] {
      var missing = lines
      missing.remove(at: index)
      let gap = try refused(missing)
      #expect(gap?.code == "export_out_of_place" || gap?.code == "export_cut_short", "\(index)")
      #expect(gap?.text.contains("line \(index + 1)") == true)
      var doubled = lines
      doubled.insert(lines[index], at: index)
      let twice = try refused(doubled)
      #expect(twice?.code == "export_out_of_place")
      #expect(twice?.text.contains("line \(index + 2)") == true)
    }
    #expect(try refused(lines.dropLast())?.code == "export_cut_short")
    #expect(try refused(lines + [lines[1]])?.code == "export_behind_end")
    #expect(try refused(Array(lines.dropFirst()))?.code == "not_an_export")
    #expect(try refused([])?.code == "not_an_export")
    var keyless = lines
    keyless[0] = Array(
      #"{"record":"log","format":"orderledger/log@v1","ledger":"00112233445566778899aabbccddeeff"}"#
        .utf8)
    #expect(try refused(keyless)?.code == "export_without_key")
    var cut = lines
    cut[4] = Array(cut[4].dropLast(20))
    let half = try refused(cut)
    #expect(half?.code == "export_not_json" && half?.text.contains("line 5") == true)
    #expect(!Ledger.exists(in: target))
  }

  @Test("bodies of any bytes, empty ones and large ones come back as they were")
  func bodies() throws {
    let bench = try Bench(seed: 85)
    var random = SplitMix64(seed: 85)
    let noise = (0..<300_000).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    let bodies: [[UInt8]] = [
      [], [0], [0xff, 0xfe], Array("\u{0}\u{1f}\u{7f}\"\\\u{2028}é😀".utf8), [0xef, 0xbb, 0xbf],
      noise, Array(repeating: 0x61, count: 9 << 20), [0xed, 0xa0, 0x80],
    ]
    _ = try bench.ledger.register(channel: "shop", kind: nil, account: nil)
    for body in bodies {
      let ready = try bench.ledger.preparation(channel: "shop").prepare(
        Incoming(
          headers: [(name: "X-Blank", value: ""), (name: "x-twice", value: "é\t\"")], body: body,
          received: nil, evidence: .unsigned, actor: "test"))
      _ = try bench.ledger.append([ready])
    }
    try bench.ledger.flush()
    let image = try LedgerImage(bench.ledger)
    let file = bench.directory.path + "/log.ndjson"
    _ = try export(bench.path, to: file)
    let copy = bench.directory.path + "/copy"
    #expect(try Restoring.importLog(file, to: copy).root == image.root)
    let ledger = try Ledger.openForReading(directory: copy)
    let first = image.entries - UInt64(bodies.count)
    for (index, body) in bodies.enumerated() {
      let payload = try ledger.log.body(at: LogPosition(first + UInt64(index)), verifying: true)
      #expect(payload?.body == body, "body \(index)")
    }
  }

  @Test("an entry whose body is not kept any more stays one, in an export and in a backup")
  func withoutBody() throws {
    let history = try GrowingHistory(seed: 8_405, orders: 3)
    try history.take(20)
    let image = try LedgerImage(history.ledger)
    let gone = try #require(
      try (5..<image.entries).map { LogPosition($0) }.first { position in
        try history.ledger.log.entry(at: position).kind == .delivery
      })
    _ = try history.ledger.writing?.log.environment.write { transaction throws(StorageError) in
      try transaction.delete(LogTables.bodies, Pair(gone, 0))
    }
    let file = history.path("log.ndjson")
    let lines = try export(history.path, to: file)
    let line = String(decoding: lines[Int(gone.rawValue) + 1], as: UTF8.self)
    #expect(line.contains(#""body":null,"absent":"not_kept""#))
    #expect(!line.contains("salt"))
    _ = try Backup.add(ledger: history.path, to: history.path("backup"))
    #expect(try Restoring.importLog(file, to: history.path("copy")).root == image.root)
    let restored = try Restoring.restore([history.path("backup")], to: history.path("restored"))
    #expect(restored.root == image.root)
    for name in ["copy", "restored"] {
      let ledger = try Ledger.openForReading(directory: history.path(name))
      #expect(try ledger.log.openedBody(at: gone) == nil)
      #expect(try ledger.log.openedBody(at: gone.next) != nil)
    }
  }
}

/// One of every kind of entry that operators make.
private enum EveryAction {
  static func record(in history: GrowingHistory) throws {
    let ledger = history.ledger
    let orders = try ledger.reading { index, base throws(LedgerError) in
      var orders: [String] = []
      try LedgerError.storing { () throws(StorageError) in
        try index.forEachRow(base) { row throws(StorageError) in
          if case .order = row.kind { orders.append(row.correlationID) }
          return orders.count < 2 ? .next : .stop
        }
      }
      return orders
    }
    let joined = try ledger.join(orders, reason: "one order")
    try ledger.separate(join: joined.position, reason: "two after all")
    let revised = try ShippedRulebook.retail().edited([
      RuleChange.Edit("truth.yaml", "\n\norigin:", by: "\n\n# Revised.\norigin:")
    ])
    try ledger.activate(revised, reason: "revised")
    _ = try ledger.rollBack(reason: "not yet")
    // Entries of promotions as such: what they say is of no interest to a copy.
    for kind in [ControlKind.promotionRequested, .promotionApproved] {
      _ = try ledger.record(kind, body: Array(#"{"reason":"é"}"#.utf8), actor: "anna") { _, _, _ in
      }
    }
    _ = try ledger.rotateKey(reason: "yearly")
    _ = try ledger.checkpoint()
  }
}
