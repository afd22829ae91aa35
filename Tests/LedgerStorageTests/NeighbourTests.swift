import Glibc
import LedgerStorage
import LedgerStorageWriting
import Testing

@Suite("With other processes")
struct NeighbourTests {
  let scratch = Scratch()

  private func text(_ environment: Environment, _ key: UInt64) throws -> String? {
    let bytes = try environment.look { try $0.get(Sample.numbers, key) }
    return bytes.map { String(decoding: $0, as: UTF8.self) }
  }

  private func prepare(readersMax: Int = 64) throws {
    let options = EnvironmentOptions(mapBytes: 1 << 30, readersMax: readersMax)
    let environment = try Sample.create(scratch, options: options)
    try environment.change { try $0.put(Sample.numbers, 1, Array("before".utf8)) }
  }

  @Test("a reader keeps its snapshot while another process writes")
  func snapshot() throws {
    try prepare()
    let environment = try Sample.read(scratch)
    try environment.look { transaction throws in
      #expect(try transaction.get(Sample.numbers, 1) == Array("before".utf8))
      for text in ["one", "two", "three", "four"] {
        try Neighbour("put", scratch.path, "1", text).finish()
      }
      #expect(try transaction.get(Sample.numbers, 1) == Array("before".utf8))
    }
    #expect(try text(environment, 1) == "four")
  }

  @Test("a writer killed inside a transaction leaves the last commit, and the next writer goes on")
  func killedWriter() throws {
    try prepare()
    // Keeps the file open, so that nobody clears the lock file by being the first.
    let reader = try Sample.read(scratch)
    let neighbour = try Neighbour("write", scratch.path, "1", "never committed")
    neighbour.kill()
    #expect(try text(reader, 1) == "before")
    #expect(try reader.look { try $0.count(Sample.numbers) } == 1)
    try Neighbour("put", scratch.path, "2", "after").finish()
    #expect(try text(reader, 2) == "after")
  }

  @Test("this process writes after another was killed inside a transaction")
  func writingAfterKill() throws {
    try prepare()
    let keeper = try Neighbour("open", scratch.path)
    let neighbour = try Neighbour("write", scratch.path, "1", "never committed")
    neighbour.kill()
    let environment = try Sample.open(scratch)
    try environment.change { try $0.put(Sample.numbers, 2, Array("after".utf8)) }
    #expect(try text(environment.reading, 1) == "before")
    #expect(try text(environment.reading, 2) == "after")
    keeper.finish()
  }

  @Test("a writer killed while it commits one transaction after the other leaves whole ones")
  func killedWhileCommitting() throws {
    try prepare()
    let reader = try Sample.read(scratch)
    let seed = SeededGenerator.seed()
    var random = SeededGenerator(seed: seed)
    for _ in 0..<10 {
      let neighbour = try Neighbour("commit", scratch.path)
      usleep(UInt32(random.next(below: 20_000)))
      neighbour.kill()
      #expect(try text(reader, 1) == text(reader, 2))
      #expect(try text(reader, 1) != "before")
    }
    #expect(try reader.look { try $0.count(Sample.numbers) } == 2)
  }

  @Test("the writer lock names its holder and ends with it")
  func writerLock() throws {
    let lock = scratch.directory + "/writer.lock"
    let neighbour = try Neighbour("lock", lock)
    #expect(
      throws: StorageError.lockedByAnotherWriter(path: lock, processID: neighbour.processID)
    ) {
      try WriterLock.acquire(directory: scratch.directory)
    }
    neighbour.kill()
    _ = try WriterLock.acquire(directory: scratch.directory)
  }

  @Test("the reader slot of a killed process is freed")
  func staleReader() throws {
    try prepare()
    let environment = try Sample.read(scratch)
    let neighbour = try Neighbour("read", scratch.path)
    #expect(environment.clearStaleReaders() == 0)
    neighbour.kill()
    #expect(environment.clearStaleReaders() == 1)
  }

  @Test("opening frees the reader slots of killed processes")
  func staleReaderAtOpening() throws {
    try prepare()
    let keeper = try Neighbour("open", scratch.path)
    let neighbour = try Neighbour("read", scratch.path)
    neighbour.kill()
    let environment = try Sample.read(scratch)
    #expect(environment.clearStaleReaders() == 0)
    keeper.finish()
  }

  @Test("where all reader slots are taken, those of killed processes are freed")
  func slotsFreedWhenFull() throws {
    try prepare(readersMax: 2)
    let environment = try Sample.read(
      scratch, options: EnvironmentOptions(mapBytes: 1 << 30, readersMax: 2))
    let first = try Neighbour("read", scratch.path)
    let second = try Neighbour("read", scratch.path)
    first.kill()
    second.kill()
    #expect(try text(environment, 1) == "before")
  }

  @Test("with a living reader in every slot one more is refused, and let in when one ends")
  func slotsTaken() throws {
    try prepare(readersMax: 2)
    let environment = try Sample.open(
      scratch, options: EnvironmentOptions(mapBytes: 1 << 30, readersMax: 2))
    let first = try Neighbour("read", scratch.path)
    let second = try Neighbour("read", scratch.path)
    #expect(throws: StorageError.tooManyReaders(path: scratch.path, limit: 2)) {
      try environment.read { transaction throws(StorageError) in
        try transaction.count(Sample.numbers)
      }
    }
    first.kill()
    #expect(try text(environment.reading, 1) == "before")
    second.finish()
  }
}
