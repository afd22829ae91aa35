import LedgerStorage
import LedgerStorageWriting
import LedgerTesting
import Testing

@Suite("Copies of files")
struct CopyTests {
  let scratch = Scratch()

  private func made() throws -> (lock: WriterLock, source: WritableEnvironment) {
    let lock = try WriterLock.acquire(directory: scratch.directory)
    let source = try WritableEnvironment.create(
      path: scratch.path, schema: Sample.schema, lock: lock, options: Sample.options)
    return (lock, source)
  }

  private var copyPath: String { scratch.directory + "/copy.mdb" }

  @Test("a copy holds what the other held, with its change, and the other is as it was")
  func changed() throws {
    let (lock, source) = try made()
    for number in 0..<500 as Range<UInt64> {
      try source.change { try $0.put(Sample.numbers, number, [UInt8](repeating: 7, count: 300)) }
    }
    let copy = try WritableEnvironment.createCopy(
      path: copyPath, of: source.reading, lock: lock, options: Sample.options
    ) { (transaction) throws(StorageError) in
      try transaction.put(Sample.numbers, 500, [1])
      try transaction.delete(Sample.numbers, 3)
    }
    try copy.change { try $0.put(Sample.words, "a", "b") }
    #expect(try copy.look { try $0.count(Sample.numbers) } == 500)
    #expect(try copy.look { try $0.get(Sample.numbers, 499)?.count } == 300)
    #expect(try source.look { try $0.count(Sample.numbers) } == 500)
    #expect(try source.look { try $0.get(Sample.numbers, 3)?.count } == 300)
    #expect(try source.look { try $0.count(Sample.words) } == 0)
    #expect(!scratch.names.contains { $0.contains(".new") })
  }

  @Test("a change that fails leaves nothing")
  func failing() throws {
    let (lock, source) = try made()
    #expect(throws: StorageError.self) {
      try WritableEnvironment.createCopy(
        path: copyPath, of: source.reading, lock: lock, options: Sample.options
      ) { (transaction) throws(StorageError) in
        try transaction.append(Sample.log, 5, [1])
        try transaction.append(Sample.log, 4, [1])
      }
    }
    #expect(!scratch.names.contains { $0.hasPrefix("copy") })
  }

  @Test("what is written while it is copied is in the copy whole, or not at all")
  func snapshot() throws {
    let (lock, source) = try made()
    let isOver = Latch()
    try source.change { transaction in
      for key in 0..<64 as Range<UInt64> { try transaction.put(Sample.numbers, key, [0]) }
    }
    RealThread.together(2) { thread in
      do {
        if thread == 0 {
          var value: UInt8 = 0
          while !isOver.isRaised {
            value &+= 1
            let bytes = [UInt8](repeating: value, count: 2_000)
            try source.change { transaction in
              for key in 0..<64 as Range<UInt64> { try transaction.put(Sample.numbers, key, bytes) }
            }
          }
        } else {
          defer { isOver.raise() }
          for round in 0..<12 {
            let copy = try WritableEnvironment.createCopy(
              path: "\(scratch.directory)/copy-\(round).mdb", of: source.reading, lock: lock,
              options: Sample.options
            ) { _ in }
            var values: Set<UInt8?> = []
            for key in 0..<64 as Range<UInt64> {
              values.insert(try copy.look { try $0.get(Sample.numbers, key)?.first })
            }
            #expect(values.count == 1, "round \(round)")
          }
        }
      } catch {
        Issue.record(error)
      }
    }
  }
}
