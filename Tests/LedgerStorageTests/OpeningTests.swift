import Glibc
import LedgerStorage
import LedgerStorageWriting
import Testing

@Suite("Opening and creating")
struct OpeningTests {
  let scratch = Scratch()

  @Test("a file that is not there is missing, for readers and writers")
  func missing() {
    #expect(throws: StorageError.missing(path: scratch.path)) { try Sample.read(scratch) }
    #expect(throws: StorageError.missing(path: scratch.path)) { try Sample.open(scratch) }
  }

  @Test("creating does not touch a file that is there")
  func exists() throws {
    scratch.writeFile("test.mdb", [1, 2, 3])
    #expect(throws: StorageError.exists(path: scratch.path)) { try Sample.create(scratch) }
    #expect(Files.size(of: scratch.path) == 3)
  }

  @Test("files are for this user alone, and so are directories that are made")
  func permissions() throws {
    let nested = scratch.directory + "/a/b"
    let lock = try WriterLock.acquire(directory: nested)
    let environment = try WritableEnvironment.create(
      path: nested + "/x.mdb", schema: Sample.schema, lock: lock, options: Sample.options)
    try environment.change { try $0.put(Sample.numbers, 1, [1]) }
    for name in ["a", "a/b"] { #expect(scratch.permissions(of: name) == 0o700) }
    for name in ["x.mdb", "x.mdb-lock", "writer.lock"] {
      #expect(scratch.permissions(of: "a/b/" + name) == 0o600)
      unlink("\(nested)/\(name)")
    }
    rmdir(nested)
    rmdir(scratch.directory + "/a")
  }

  @Test(
    "a foreign file is refused and left as it is",
    arguments: [1, 100, 4_096, 100_000])
  func foreign(size: Int) throws {
    scratch.writeFile("test.mdb", (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) })
    #expect(throws: StorageError.foreign(path: scratch.path)) { try Sample.read(scratch) }
    #expect(throws: StorageError.foreign(path: scratch.path)) { try Sample.open(scratch) }
    #expect(Files.size(of: scratch.path) == size)
    #expect(scratch.names == ["test.mdb", "writer.lock"])
  }

  @Test("an empty file is damage: nothing leaves one")
  func empty() throws {
    scratch.writeFile("test.mdb", [])
    #expect(throws: StorageError.corrupted(path: scratch.path, detail: "it is empty")) {
      try Sample.read(scratch)
    }
  }

  @Test("a directory in place of the file is foreign")
  func directory() {
    mkdir(scratch.path, 0o700)
    #expect(throws: StorageError.foreign(path: scratch.path)) { try Sample.read(scratch) }
    rmdir(scratch.path)
  }

  @Test("a store of another program is foreign")
  func otherStore() throws {
    do { _ = try Sample.create(scratch) }
    let other = Schema(purpose: "test", version: 3, tables: [])
    do {
      let environment = try Sample.open(scratch, schema: other)
      try environment.change { _ = try $0.delete(Schema.meta, "format") }
    }
    #expect(throws: StorageError.foreign(path: scratch.path)) { try Sample.read(scratch) }
  }

  @Test("a file of another purpose is named as such")
  func purpose() throws {
    do { _ = try Sample.create(scratch) }
    let schema = Schema(purpose: "index", version: 3, tables: [])
    #expect(
      throws: StorageError.wrongPurpose(path: scratch.path, found: "test", expected: "index")
    ) { try Sample.read(scratch, schema: schema) }
  }

  @Test("a newer format is refused with both versions, an older one is read as far back as said")
  func versions() throws {
    do { _ = try Sample.create(scratch) }
    func schema(_ version: Int, _ oldest: Int) -> Schema {
      Schema(
        purpose: "test", version: version, oldestVersion: oldest, tables: Sample.schema.tables)
    }
    let path = scratch.path
    #expect(throws: StorageError.newerFormat(path: path, found: 3, supported: 2)) {
      try Sample.read(scratch, schema: schema(2, 1))
    }
    #expect(throws: StorageError.newerFormat(path: path, found: 3, supported: 2)) {
      try Sample.open(scratch, schema: schema(2, 1))
    }
    #expect(throws: StorageError.olderFormat(path: path, found: 3, supported: 4)) {
      try Sample.read(scratch, schema: schema(5, 4))
    }
    _ = try Sample.read(scratch, schema: schema(4, 3))
  }

  @Test("a table that is missing or of another kind is damage")
  func tables() throws {
    do { _ = try Sample.create(scratch) }
    func open(_ table: Table<UInt64, [UInt8]>) throws {
      _ = try Sample.read(
        scratch, schema: Schema(purpose: "test", version: 3, tables: [table]))
    }
    #expect(
      throws: StorageError.corrupted(path: scratch.path, detail: "table none is missing")
    ) { try open(Table("none")) }
    #expect(
      throws: StorageError.corrupted(
        path: scratch.path, detail: "table numbers is of another kind")
    ) { try open(Table("numbers", .duplicates)) }
  }

  @Test("a file that was cut short is damage, not a crash")
  func cut() throws {
    let path = scratch.path
    do {
      let environment = try Sample.create(scratch)
      try environment.change { transaction in
        for key in 0..<2_000 as Range<UInt64> {
          try transaction.append(Sample.log, key, [UInt8](repeating: 1, count: 500))
        }
      }
    }
    let size = try #require(Files.size(of: path))
    for cut in [size - 4_096, size / 2, 4 * 4_096, 3 * 4_096, 2 * 4_096, 4_096] {
      #expect(truncate(path, off_t(cut)) == 0)
      #expect { try Sample.read(scratch) } throws: { error in
        guard case .corrupted = error as? StorageError else { return false }
        return true
      }
    }
  }

  @Test("a file that ends before pages that were never written is sound")
  func neverWritten() throws {
    func large(_ size: Int) -> [UInt8] { [UInt8](repeating: 3, count: size) }
    do {
      let environment = try Sample.create(scratch)
      try environment.change { transaction in
        for key in 0..<50 as Range<UInt64> {
          try transaction.put(Sample.numbers, key, large(9_000))
        }
      }
      try environment.change { transaction in
        for key in 0..<40 as Range<UInt64> { try transaction.delete(Sample.numbers, key) }
      }
      try environment.change { try $0.put(Sample.numbers, 100, [1]) }
      // Pages at the end of the file, taken and given back in one transaction.
      try environment.change { transaction in
        try transaction.put(Sample.numbers, 101, large(3_000_000))
        try transaction.delete(Sample.numbers, 101)
      }
      let statistics = try environment.reading.stat()
      #expect(statistics.fileBytes < statistics.pages * statistics.pageBytes)
    }
    let count = try Sample.read(scratch).look { try $0.count(Sample.numbers) }
    #expect(count == 11)
    // The rest of what is there lies further behind.
    let size = try #require(Files.size(of: scratch.path))
    #expect(truncate(scratch.path, off_t(size / 2)) == 0)
    #expect { try Sample.read(scratch) } throws: { error in
      guard case .corrupted = error as? StorageError else { return false }
      return true
    }
  }

  @Test("a creation that was cut short is cleared away by the next one")
  func unfinishedCreation() throws {
    scratch.writeFile("test.mdb.new", [1, 2, 3])
    #expect(throws: StorageError.missing(path: scratch.path)) { try Sample.read(scratch) }
    _ = try Sample.create(scratch)
    #expect(scratch.names == ["test.mdb", "test.mdb-lock", "writer.lock"])
  }

  @Test("readers in one process share a file, also under another name")
  func sharing() throws {
    let environment = try Sample.create(scratch)
    try environment.change { try $0.put(Sample.numbers, 1, [1]) }
    let link = scratch.directory + "/link.mdb"
    symlink(scratch.path, link)
    let reader = try Environment.open(path: link, schema: Sample.schema, options: Sample.options)
    #expect(try reader.look { try $0.get(Sample.numbers, 1) } == [1])
    try environment.change { try $0.put(Sample.numbers, 1, [2]) }
    #expect(try reader.look { try $0.get(Sample.numbers, 1) } == [2])
  }

  @Test("a file that is open for reading cannot be opened for writing in the same process")
  func alreadyOpen() throws {
    do { _ = try Sample.create(scratch) }
    let reader = try Sample.read(scratch)
    #expect(throws: StorageError.openInThisProcess(path: scratch.path)) { try Sample.open(scratch) }
    _ = try reader.look { try $0.count(Sample.numbers) }
  }

  @Test("a second writer in the same process is refused")
  func secondWriter() throws {
    let environment = try Sample.create(scratch)
    #expect(
      throws: StorageError.lockedByAnotherWriter(
        path: scratch.directory + "/writer.lock", processID: getpid())
    ) { try Sample.open(scratch) }
    _ = environment
  }

  @Test("more addresses than the machine has are replaced by as many as it gives")
  func addressSpace() throws {
    let options = EnvironmentOptions(mapBytes: 1 << 47)
    let environment = try Sample.create(scratch, options: options)
    #expect(environment.reading.mapBytes < 1 << 47)
    try environment.change { try $0.put(Sample.numbers, 1, [1]) }
  }

  @Test("statistics count entries and pages")
  func statistics() throws {
    let environment = try Sample.create(scratch)
    try environment.change { transaction in
      for key in 0..<100 as Range<UInt64> {
        try transaction.append(Sample.log, key, [UInt8](repeating: 1, count: 300))
        try transaction.appendDuplicate(Sample.spine, 1, Pair(key, Filler(1)))
      }
      try transaction.put(Sample.numbers, 1, [UInt8](repeating: 1, count: 9_000))
    }
    try environment.change { _ = try $0.delete(Sample.numbers, 1) }
    let statistics = try environment.reading.stat()
    let log = try #require(statistics.tables.first { $0.name == "log" })
    #expect(log.entries == 100)
    #expect(log.leafPages >= 8)
    #expect(statistics.tables.first { $0.name == "spine" }?.entries == 100)
    #expect(statistics.tables.map(\.name) == ["meta", "numbers", "words", "log", "tags", "spine"])
    #expect(statistics.fileBytes == statistics.pages * statistics.pageBytes)
    #expect(statistics.pagesFree >= 3)
    #expect(statistics.mapBytes == 1 << 30)
    #expect(statistics.readersMax == 64)
  }
}
