import Glibc
import LedgerStorage
import LedgerStorageWriting
import Testing

/// How a process ends that fails a precondition.
#if arch(x86_64)
  private let stop = ExitTest.Condition.signal(SIGILL)
#else
  private let stop = ExitTest.Condition.signal(SIGTRAP)
#endif

@Suite("Transactions")
struct TransactionTests {
  let scratch = Scratch()

  struct Refused: StorageErrorConvertible, Equatable {
    init() {}
    init(_ error: StorageError) {}
  }

  @Test("a write that throws leaves nothing")
  func abort() throws {
    let environment = try Sample.create(scratch)
    try environment.change { try $0.put(Sample.numbers, 1, [1]) }
    #expect(throws: Refused()) {
      try environment.write(failingWith: Refused.self) { transaction throws(Refused) in
        try Refused.wrapping { () throws(StorageError) in
          try transaction.put(Sample.numbers, 1, [9])
          try transaction.put(Sample.numbers, 2, [2])
          try transaction.append(Sample.log, 1, [1])
          try transaction.put(Sample.spine, 1, Pair(1, Filler(1)))
        }
        throw Refused()
      }
    }
    try environment.look { transaction throws in
      #expect(try transaction.get(Sample.numbers, 1) == [1])
      #expect(try transaction.count(Sample.numbers) == 1)
      #expect(try transaction.count(Sample.log) == 0)
      #expect(try transaction.count(Sample.spine) == 0)
    }
    try environment.change { try $0.put(Sample.numbers, 3, [3]) }
    #expect(try environment.look { try $0.count(Sample.numbers) } == 2)
  }

  @Test("a reader does not see what is written after it began")
  func snapshot() throws {
    let environment = try Sample.create(scratch)
    try environment.change { try $0.put(Sample.numbers, 1, [1]) }
    try environment.look { transaction throws in
      try environment.change { try $0.put(Sample.numbers, 1, [2]) }
      #expect(try transaction.get(Sample.numbers, 1) == [1])
      #expect(try environment.look { try $0.get(Sample.numbers, 1) } == [2])
    }
  }

  @Test("a reader that used an idle snapshot sees the last commit")
  func renewed() throws {
    let environment = try Sample.create(scratch)
    for value in 0..<100 as Range<UInt8> {
      try environment.change { try $0.put(Sample.numbers, 1, [value]) }
      #expect(try environment.look { try $0.get(Sample.numbers, 1) } == [value])
    }
  }

  @Test("many threads read while one writes, and each sees whole commits")
  func threads() async throws {
    let environment = try Sample.create(scratch)
    try environment.change { transaction in
      for key in 0..<10 as Range<UInt64> { try transaction.put(Sample.numbers, key, [0]) }
    }
    let torn = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<4 {
        group.addTask {
          var torn = 0
          for _ in 0..<500 {
            var values: Set<[UInt8]> = []
            try environment.reading.look { transaction in
              try transaction.scan(Sample.numbers) { _, bytes in
                values.insert(Array(bytes))
                return .next
              }
            }
            if values.count != 1 { torn += 1 }
          }
          return torn
        }
      }
      group.addTask {
        for value in 1...50 as ClosedRange<UInt8> {
          try environment.change { transaction in
            for key in 0..<10 as Range<UInt64> { try transaction.put(Sample.numbers, key, [value]) }
          }
        }
        return 0
      }
      return try await group.reduce(0, +)
    }
    #expect(torn == 0)
  }

  @Test("writers in several threads take turns")
  func turns() async throws {
    let environment = try Sample.create(scratch)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<4 {
        group.addTask {
          for _ in 0..<25 {
            try environment.change { transaction in
              let next = try transaction.reading.lastKey(Sample.log).map { $0 + 1 } ?? 0
              try transaction.append(Sample.log, next, [1])
            }
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try environment.look { try $0.lastKey(Sample.log) } == 99)
  }

  @Test("a write inside a write stops the program instead of waiting for itself")
  func nested() async {
    await #expect(processExitsWith: stop) { [directory = scratch.directory as String] in
      let environment = try Sample.create(in: directory)
      try environment.change { _ in try environment.change { _ in } }
    }
  }

  @Test("an append-only table cannot be changed")
  func appendOnly() async {
    await #expect(processExitsWith: stop) { [directory = scratch.directory as String] in
      let environment = try Sample.create(in: directory)
      try environment.change { try $0.put(Sample.log, 1, [1]) }
    }
    await #expect(processExitsWith: stop) { [directory = scratch.directory as String] in
      let environment = try Sample.create(in: directory)
      try environment.change { _ = try $0.delete(Sample.log, 1) }
    }
  }

  @Test("a table that the schema does not list cannot be used")
  func unknownTable() async {
    await #expect(processExitsWith: stop) { [directory = scratch.directory as String] in
      let environment = try Sample.create(in: directory)
      _ = try environment.look { try $0.get(Table<UInt64, UInt64>("elsewhere"), 1) }
    }
  }

  @Test("without syncing at every commit, commits are there after a sync and a new opening")
  func rebuilding() throws {
    do {
      let environment = try WritableEnvironment.create(
        path: scratch.path, schema: Sample.schema,
        lock: try WriterLock.acquire(directory: scratch.directory), options: Sample.options,
        durability: .onSync)
      for key in 0..<200 as Range<UInt64> {
        try environment.change { try $0.append(Sample.log, key, [1]) }
      }
      try environment.sync()
    }
    #expect(try Sample.read(scratch).look { try $0.count(Sample.log) } == 200)
  }
}
