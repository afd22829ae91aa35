import Foundation
import LedgerCore
import LedgerLog
import LedgerTesting
import Testing

@testable import LedgerEngine

@Suite("Restoring")
struct RestoreTests {
  /// A history with two checkpoints and its backup.
  private func made(_ seed: UInt64) throws -> GrowingHistory {
    let history = try GrowingHistory(seed: seed, orders: 8)
    try history.take(40)
    _ = try history.ledger.checkpoint()
    try history.take(60)
    _ = try history.ledger.checkpoint()
    _ = try Backup.add(ledger: history.path, to: history.path("backup"))
    return history
  }

  @Test("a log that ends earlier is the beginning of the one that was, up to a position or a time")
  func earlier() throws {
    let history = try made(8_301)
    let backup = history.path("backup")
    let log = history.ledger.log
    for last in [1, 17, 50, history.ledger.nextPosition.rawValue - 1] as [UInt64] {
      let path = history.path("to-\(last)")
      let result = try Restoring.restore([backup], to: path, end: .position(LogPosition(last)))
      #expect(result.entries == last + 1)
      #expect(result.root == (try log.root(size: LogPosition(last + 1))))
      #expect(result.sourceEntries == history.ledger.nextPosition.rawValue)
      let ledger = try Ledger.openForWriting(directory: path)
      let live = try ledger.totals()
      #expect(try ledger.rebuild().after == live)
    }
    let time = try log.entry(at: LogPosition(50)).received
    let result = try Restoring.restore([backup], to: history.path("time"), end: .time(time))
    #expect(result.entries > 50)
    #expect(try log.entry(at: LogPosition(result.entries - 1)).received <= time)
    #expect(try log.entry(at: LogPosition(result.entries)).received > time)
    let end = history.ledger.nextPosition
    let target = history.path("beyond")
    #expect(
      code { try Restoring.restore([backup], to: target, end: .position(end)) } == "beyond_end")
    #expect(
      code { try Restoring.restore([backup], to: target, end: .position(.first)) } == "before_first"
    )
    #expect(!Ledger.exists(in: target))
  }

  @Test("a ledger that ends before what was signed signs nothing, until it goes by another name")
  func signsNothing() throws {
    let history = try made(8_302)
    let backup = history.path("backup")
    let path = history.path("look")
    let key = try Data(contentsOf: URL(fileURLWithPath: history.path + "/signing.key"))
    _ = try Restoring.restore([backup], to: path, end: .position(LogPosition(50)))
    try key.write(to: URL(fileURLWithPath: path + "/signing.key"))
    let ledger = try Ledger.openForWriting(directory: path)
    #expect(code { try ledger.checkpoint() } == "log_rolled_back")
    while ledger.nextPosition < history.ledger.nextPosition {
      let channel = "another-\(ledger.nextPosition)"
      _ = try ledger.register(channel: channel, kind: "shopify", account: nil)
    }
    #expect(code { try ledger.checkpoint() } == "log_altered")

    let fork = history.path("fork")
    let result = try Restoring.restore(
      [backup], to: fork, end: .position(LogPosition(50)), fork: "other.example/orders",
      surroundings: .test(clock: history.clock, seed: 5))
    let own = try Ledger.openForWriting(directory: fork)
    let signed = try own.lastCheckpoint()
    #expect(result.canSign && result.newKey?.name == "other.example/orders")
    #expect(signed.checkpoint.origin == "other.example/orders" && signed.checkpoint.size > 51)
    #expect(own.id != history.ledger.id)
    #expect(try own.verify().findings.isEmpty)
    #expect(throws: ProofFault.self) {
      try VerifiedCheckpoint(signed.note, trusting: [try history.ledger.signingKeys()[0].key])
    }
    // The past that both share is signed in the old name, and stays.
    #expect(own.checkpointSizes().first.map { $0 <= 51 } == true)
    #expect(code { try Backup.add(ledger: fork, to: backup) } == "backup_of_other_ledger")
  }

  @Test("a backup older than a checkpoint, given or left in the directory, is refused")
  func older() throws {
    let history = try made(8_303)
    let backup = history.path("backup")
    try history.take(20)
    let signed = try history.ledger.checkpoint()
    let held = Backup.Held(
      path: "kept", note: signed.note.bytes, keys: [try history.ledger.signingKeys()[0].key])
    let target = history.path("target")
    #expect(
      code { try Restoring.restore([backup], to: target, against: held) } == "backup_rolled_back")
    #expect(!Ledger.exists(in: target))
    let names = try FileManager.default.contentsOfDirectory(atPath: target)
    #expect(names == ["writer.lock"], "nothing is left of what was refused")

    // What is left of a ledger whose log was lost.
    let rest = history.path("rest")
    try FileManager.default.createDirectory(atPath: rest, withIntermediateDirectories: false)
    for name in ["checkpoints", "signing.key"] {
      try FileManager.default.copyItem(
        atPath: history.path + "/" + name, toPath: rest + "/" + name)
    }
    #expect(code { try Restoring.restore([backup], to: rest) } == "backup_rolled_back")
    _ = try Backup.add(ledger: history.path, to: backup)
    let result = try Restoring.restore([backup], to: rest, against: held)
    #expect(result.canSign && result.signedSize == signed.checkpoint.size)
    let ledger = try Ledger.openForWriting(directory: rest)
    #expect(try ledger.lastCheckpoint().note == signed.note)
    // The directory is in no backup, and proofs of orders need one.
    let next = try ledger.checkpoint()
    #expect(next.isNew && next.checkpoint.size == signed.checkpoint.size + 1)
  }

  @Test("what was lost for good is left behind under another name")
  func lost() throws {
    let history = try made(8_304)
    try history.take(20)
    let signed = try history.ledger.checkpoint()
    let held = Backup.Held(path: "kept", note: signed.note.bytes, keys: [])
    let result = try Restoring.restore(
      [history.path("backup")], to: history.path("on"), against: held, fork: "second.example",
      surroundings: .test(clock: history.clock, seed: 6))
    #expect(result.newKey?.name == "second.example" && result.canSign)
    let ledger = try Ledger.openForWriting(directory: history.path("on"))
    #expect(!ledger.checkpointSizes().contains(signed.checkpoint.size))
    #expect(try ledger.verify().findings.isEmpty)
    let again = code {
      try Restoring.restore([history.path("backup")], to: history.path("x"), fork: "two words")
    }
    #expect(again == "bad_origin")
  }

  @Test("a directory with a log or an index is left alone; what an interrupted one left is not")
  func room() throws {
    let history = try made(8_305)
    let backup = history.path("backup")
    for name in ["log.mdb", "index-3.mdb", "directory-7.mdb"] {
      let target = history.path("with-\(name)")
      try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: false)
      try Data("kept".utf8).write(to: URL(fileURLWithPath: "\(target)/\(name)"))
      #expect(code { try Restoring.restore([backup], to: target) } == "target_not_empty")
      #expect(try Data(contentsOf: URL(fileURLWithPath: "\(target)/\(name)")) == Data("kept".utf8))
    }
    let target = history.path("left")
    try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: false)
    for name in ["log.mdb.restoring", "log.mdb.restoring-lock", "log.mdb.restoring.new"] {
      try Data("left".utf8).write(to: URL(fileURLWithPath: "\(target)/\(name)"))
    }
    _ = try Restoring.restore([backup], to: target)
    #expect(try Ledger.openForReading(directory: target).verify().findings.isEmpty)
    let names = try FileManager.default.contentsOfDirectory(atPath: target)
    #expect(!names.contains { $0.contains("restoring") }, "\(names)")
  }
}
