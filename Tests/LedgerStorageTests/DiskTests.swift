import Glibc
import LedgerStorage
import LedgerStorageWriting
import LedgerTesting
import Testing

@Suite("Disks and rights")
struct DiskTests {
  private let block = [UInt8](repeating: 7, count: 10_000)

  /// Appends blocks in transactions of 10 until one fails; how many are there, and the error.
  private func fill(_ environment: WritableEnvironment) throws -> (UInt64, StorageError?) {
    var next = try environment.look { try $0.lastKey(Sample.log) }.map { $0 + 1 } ?? 0
    while next < 1_000_000 {
      let start = next
      do {
        try environment.write { transaction throws(StorageError) in
          for key in start..<(start + 10) { try transaction.append(Sample.log, key, block) }
        }
      } catch {
        return (start, error)
      }
      next += 10
    }
    return (next, nil)
  }

  private func check(_ environment: Environment, _ count: UInt64) throws {
    try environment.look { transaction throws in
      #expect(try transaction.count(Sample.log) == Int(count))
      var sound = 0
      try transaction.scan(Sample.log) { _, bytes in
        if bytes.elementsEqual(block) { sound += 1 }
        return .next
      }
      #expect(sound == Int(count))
    }
  }

  @Test(
    "a full disk refuses the transaction, keeps what was committed, and goes on when there is space",
    .enabled(if: SmallDisk.isPossible, "needs the right to mount"),
    arguments: [0, 4_096, 20_000, 60_000, 99_000])
  func fullDisk(spare: Int) throws {
    let disk = try #require(SmallDisk(bytes: 4 << 20))
    let scratch = Scratch(in: disk.directory)
    do {
      let environment = try Sample.create(scratch)
      try environment.change { transaction in
        for key in 0..<50 as Range<UInt64> { try transaction.append(Sample.log, key, block) }
      }
      let filler = disk.fill(leaving: spare)
      let (count, error) = try fill(environment)
      #expect(error == .full(path: scratch.path, limit: .disk))
      try check(environment.reading, count)
      unlink(filler)
      try environment.change { try $0.append(Sample.log, count, block) }
      try check(environment.reading, count + 1)
      let (later, again) = try fill(environment)
      #expect(again == .full(path: scratch.path, limit: .disk))
      #expect(later > count)
    }
    // Also for who opens it anew, on the full disk.
    let reopened = try Sample.open(scratch)
    let (count, _) = try fill(reopened)
    try check(reopened.reading, count)
  }

  @Test(
    "a disk without space for the list of readers refuses writers with words, and lets readers read",
    .enabled(if: SmallDisk.isPossible, "needs the right to mount"))
  func fullForReaders() throws {
    let disk = try #require(SmallDisk(bytes: 4 << 20))
    let scratch = Scratch(in: disk.directory)
    do {
      try Sample.create(scratch).change { try $0.append(Sample.log, 0, block) }
    }
    unlink(scratch.path + "-lock")
    // Enough for the writer to lock the directory.
    let filler = disk.fill(leaving: 4_096)
    #expect(throws: StorageError.full(path: scratch.path, limit: .disk)) {
      try Sample.open(scratch)
    }
    try check(Environment.open(path: scratch.path, schema: Sample.schema), 1)
    unlink(filler)
    try check(Sample.open(scratch).reading, 1)
  }

  @Test("a full reserve refuses the transaction and keeps what was committed")
  func fullMap() throws {
    let scratch = Scratch()
    let small = EnvironmentOptions(mapBytes: 1 << 21, readersMax: 8)
    let count: UInt64
    do {
      let environment = try Sample.create(scratch, options: small)
      let (found, error) = try fill(environment)
      count = found
      #expect(error == .full(path: scratch.path, limit: .map(bytes: 1 << 21)))
      #expect(count > 50)
      try check(environment.reading, count)
      // Whoever swallows the error cannot commit half of it.
      #expect(throws: StorageError.full(path: scratch.path, limit: .map(bytes: 1 << 21))) {
        try environment.write { transaction throws(StorageError) in
          try transaction.put(Sample.numbers, 1, [1])
          for key in count..<(count + 500) {
            do { try transaction.append(Sample.log, key, block) } catch {}
          }
        }
      }
      #expect(try environment.look { try $0.get(Sample.numbers, 1) } == nil)
      try check(environment.reading, count)
    }
    let larger = try Sample.open(scratch)
    try larger.change { try $0.append(Sample.log, count, block) }
    try check(larger.reading, count + 1)
  }

  @Test(
    "a disk that cannot be written is read, and refuses a writer",
    .enabled(if: SmallDisk.isPossible, "needs the right to mount"))
  func readOnlyDisk() throws {
    let disk = try #require(SmallDisk(bytes: 4 << 20))
    let scratch = Scratch(in: disk.directory)
    do {
      let environment = try Sample.create(scratch)
      try environment.change { try $0.put(Sample.numbers, 1, [1]) }
    }
    unlink(scratch.path + "-lock")
    try #require(disk.protect())
    let environment = try Sample.read(scratch)
    #expect(try environment.look { try $0.get(Sample.numbers, 1) } == [1])
    #expect(throws: StorageError.readOnly(path: scratch.directory + "/writer.lock")) {
      try Sample.open(scratch)
    }
  }

  /// A ledger that everybody may read and one user write.
  private func shared() throws -> Scratch {
    let scratch = Scratch()
    let environment = try Sample.create(scratch)
    try environment.change { try $0.put(Sample.numbers, 1, [1]) }
    chmod(scratch.directory, 0o755)
    for name in scratch.names { chmod("\(scratch.directory)/\(name)", 0o644) }
    return scratch
  }

  @Test(
    "a user who may only read does so while nobody writes, and is kept out while somebody does",
    .enabled(if: getuid() == 0, "needs to give up rights"))
  func unregistered() throws {
    let scratch = try shared()
    // Who has no rights cannot compile it.
    _ = try Neighbour.program.get()
    try withoutPrivileges {
      #expect(throws: StorageError.readOnly(path: scratch.directory + "/writer.lock")) {
        try Sample.open(scratch)
      }
      let environment = try Sample.read(scratch)
      #expect(try environment.look { try $0.get(Sample.numbers, 1) } == [1])
      do {
        let writer = try Neighbour("lock", scratch.directory + "/writer.lock")
        #expect(throws: StorageError.unregisteredReader(path: scratch.path)) {
          try environment.read { transaction throws(StorageError) in
            try transaction.get(Sample.numbers, 1)
          }
        }
        writer.finish()
      }
      #expect(try environment.look { try $0.get(Sample.numbers, 1) } == [1])
    }
  }

  @Test(
    "a file that may not be read says so",
    .enabled(if: getuid() == 0, "needs to give up rights"))
  func unreadable() throws {
    let scratch = try shared()
    chmod(scratch.path, 0o600)
    try withoutPrivileges {
      #expect(throws: StorageError.permissionDenied(path: scratch.path)) {
        try Sample.read(scratch)
      }
    }
  }
}
