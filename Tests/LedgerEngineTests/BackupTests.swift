import Foundation
import LedgerCore
import LedgerLog
import LedgerTesting
import Testing

@testable import LedgerEngine

@Suite("Backups")
struct BackupTests {
  @Test(
    "a backup and its increments give the same log, index and checkpoints, whatever came in between",
    arguments: [8_101, 8_102, 8_103] as [UInt64])
  func randomHistories(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let history = try GrowingHistory(seed: seed, orders: 12)
    let folder = history.path("backup")
    while !history.isAtEnd {
      try history.take(Int.random(in: 0...90, using: &random))
      if Bool.random(using: &random) { try history.act(&random) }
      if Int.random(in: 0..<3, using: &random) > 0 {
        let result = try Backup.add(
          ledger: history.path, to: folder,
          fileBytes: Bool.random(using: &random) ? 1 << 30 : 40_000)
        #expect(result.entries == history.ledger.nextPosition.rawValue, "seed \(seed)")
      }
    }
    let result = try Backup.add(ledger: history.path, to: folder)
    let image = try LedgerImage(history.ledger)
    #expect(result.entries == image.entries && result.root == image.root, "seed \(seed)")
    #expect(result.checkpoints == image.checkpoints, "seed \(seed)")
    let checked = try Backup.check([folder])
    #expect(checked.root == image.root && checked.files.count > 2, "seed \(seed)")

    let restored = try Restoring.restore([folder], to: history.path("restored"))
    #expect(restored.root == image.root && restored.signedSize == image.checkpoints.last)
    let copy = try Ledger.openForReading(directory: history.path("restored"))
    #expect(try LedgerImage(copy) == image, "seed \(seed)")
    #expect(try copy.verify().findings.isEmpty, "seed \(seed)")
    for position in 0..<image.entries {
      let place = LogPosition(position)
      let stored = try history.ledger.log.storedRecords(
        from: place, before: place.next, dictionariesAfter: nil, bytesMax: 1)
      let again = try copy.log.storedRecords(
        from: place, before: place.next, dictionariesAfter: nil, bytesMax: 1)
      try #require(stored.records == again.records, "seed \(seed), position \(position)")
      try #require(stored.dictionaries == again.dictionaries, "seed \(seed)")
    }
    #expect(try copy.log.landmarks() == history.ledger.log.landmarks())
  }

  @Test("a complete file is never touched again, and where nothing is new nothing is written")
  func addedOnly() throws {
    let history = try GrowingHistory(seed: 8_110, orders: 6)
    let folder = history.path("backup")
    try history.take(60)
    let first = try Backup.add(ledger: history.path, to: folder)
    #expect(first.files.map(\.path) == ["\(folder)/000001.backup"])
    let bytes = try Data(contentsOf: URL(fileURLWithPath: first.files[0].path))
    #expect(try Backup.add(ledger: history.path, to: folder).files.isEmpty)
    // Signed without a new entry behind it, and then by a witness.
    _ = try history.ledger.checkpoint()
    let second = try Backup.add(ledger: history.path, to: folder)
    #expect(second.newEntries == 1 && second.checkpoints == [second.entries])
    let witness = try Witness(name: "witness.example", seed: 1)
    let note = try history.ledger.lastCheckpoint().note
    _ = try history.ledger.cosign(
      try witness.line(for: note, seconds: 1_772_500_000), witnesses: [witness.key])
    let third = try Backup.add(ledger: history.path, to: folder)
    #expect(third.files.count == 1 && third.newEntries == 0)
    #expect(try Backup.add(ledger: history.path, to: folder).files.isEmpty)
    #expect(try Data(contentsOf: URL(fileURLWithPath: first.files[0].path)) == bytes)
    #expect(try Backup.check([folder]).files.count == 3)
    _ = try Restoring.restore([folder], to: history.path("restored"))
    let copy = try Ledger.openForReading(directory: history.path("restored"))
    #expect(try copy.lastCheckpoint().note == history.ledger.lastCheckpoint().note)
  }

  @Test("single files: of the whole log, and of what came behind others")
  func singleFiles() throws {
    let history = try GrowingHistory(seed: 8_120, orders: 6)
    var files: [String] = []
    for number in 0..<3 {
      try history.take(30)
      let path = history.path("\(number).backup")
      let result = try Backup.write(ledger: history.path, to: path, behind: files)
      #expect(result.files.count == 1 && result.newEntries >= 30)
      files.append(path)
    }
    #expect(throws: LedgerError.self) {
      try Backup.write(ledger: history.path, to: files[2], behind: [files[0], files[1]])
    }
    let restored = try Restoring.restore(files.reversed(), to: history.path("restored"))
    #expect(restored.root == (try LedgerImage(history.ledger)).root)
    #expect(code { try Backup.check([files[0], files[2]]) } == "backup_file_missing")
    #expect(code { try Backup.check([files[1]]) } == "backup_file_missing")
    #expect(code { try Backup.check([files[0], files[0]]) } == "backup_broken")
  }

  @Test("one process at a time writes to a folder, and what a killed one has left is written over")
  func twoAtOnce() throws {
    let history = try GrowingHistory(seed: 8_130, orders: 3)
    let folder = history.path("backup")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    let left = "\(folder)/unfinished.part"
    try Data(repeating: 7, count: 1 << 20).write(to: URL(fileURLWithPath: left))
    do {
      let other = try UnfinishedFile(path: left)
      #expect(code { try Backup.add(ledger: history.path, to: folder) } == "backup_busy")
      #expect(FileManager.default.fileExists(atPath: other.path))
    }
    try Data(repeating: 7, count: 1 << 20).write(to: URL(fileURLWithPath: left))
    #expect(try Backup.add(ledger: history.path, to: folder).files.count == 1)
    #expect(try Backup.check([folder]).entries == history.ledger.nextPosition.rawValue)
    #expect(!FileManager.default.fileExists(atPath: left))
  }

  @Test(
    "a full disk is said to be full, keeps what is complete, and is continued where there is room",
    .enabled(if: SmallDisk.isPossible))
  func fullDisk() throws {
    let disk = try #require(SmallDisk(bytes: 4 << 20))
    let history = try GrowingHistory(seed: 8_140, orders: 20)
    let folder = disk.directory + "/backup"
    try history.take(20)
    let first = try Backup.add(ledger: history.path, to: folder)
    try history.take(.max)
    let filler = disk.fill(leaving: 8 << 10)
    #expect(code { try Backup.add(ledger: history.path, to: folder) } == "no_space")
    #expect(try Backup.check([folder]).entries == first.entries)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["000001.backup"])
    try FileManager.default.removeItem(atPath: filler)
    #expect(try Backup.add(ledger: history.path, to: folder).files.count == 1)
    #expect(try Backup.check([folder]).entries == history.ledger.nextPosition.rawValue)
  }

  @Test("a backup lies elsewhere than the ledger, and is of one ledger")
  func elsewhere() throws {
    let history = try GrowingHistory(seed: 8_150, orders: 3)
    let other = try GrowingHistory(seed: 8_151, orders: 3)
    let folder = history.path("backup")
    _ = try Backup.add(ledger: history.path, to: folder)
    #expect(code { try Backup.add(ledger: other.path, to: folder) } == "backup_of_other_ledger")
    #expect(code { try Backup.add(ledger: history.path, to: history.path) } == "target_in_ledger")
    let within = history.path + "/x.backup"
    #expect(code { try Backup.write(ledger: history.path, to: within) } == "target_in_ledger")
    #expect(code { try Backup.add(ledger: history.path("nothing"), to: folder) } == "no_ledger")
    #expect(code { try Backup.check([history.path("ledger")]) } == "no_backup")
    #expect(code { try Backup.check([history.path + "/log.mdb"]) } == "not_a_backup")
  }

  @Test("a rate holds the writing back, and is kept over pauses")
  func throttled() {
    nonisolated(unsafe) var time = 100.0
    nonisolated(unsafe) var slept = 0.0
    let throttle = Throttle(bytesPerSecond: 1_000, now: { time }) { seconds in
      time += seconds
      slept += seconds
    }
    for _ in 0..<50 { throttle.pass(100) }
    #expect(abs(slept - 5) < 0.001)
    time += 10
    throttle.pass(4_000)
    #expect(abs(slept - 5) < 0.001, "what was not used may be made up for")
    let free = Throttle(bytesPerSecond: nil, now: { time }) { slept += $0 }
    free.pass(1 << 40)
    #expect(abs(slept - 5) < 0.001)
  }
}
