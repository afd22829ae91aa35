import LedgerStorage
import LedgerStorageWriting
import Testing

@Suite("Room of free pages")
struct FreePageTests {
  let scratch = Scratch()
  private static let rows: UInt64 = 4_000

  private func value(_ key: UInt64) -> [UInt8] {
    [UInt8](repeating: UInt8(truncatingIfNeeded: key), count: 1_000)
  }

  @Test("room is given back to the disk, but for what a reader still sees")
  func givenBack() throws {
    let environment = try Sample.create(scratch)
    for start in stride(from: 0, to: Self.rows, by: 500) {
      try environment.change { transaction throws in
        for key in start..<start + 500 {
          try transaction.put(Sample.numbers, key, value(key))
        }
      }
    }
    try environment.look { old throws in
      for start in stride(from: 0, to: Self.rows, by: 500) {
        try environment.change { transaction throws in
          for key in start..<start + 500 where key % 10 != 0 {
            try transaction.delete(Sample.numbers, key)
          }
        }
      }
      #expect(try environment.giveBackFreePages() < 100_000)
      for key in 0..<Self.rows { #expect(try old.get(Sample.numbers, key) == value(key)) }
    }
    try environment.change { try $0.put(Sample.numbers, 0, value(0)) }
    let given = try environment.giveBackFreePages()
    #expect(given > 1_000_000)
    #expect(try environment.giveBackFreePages() < 100_000)
    #expect(try PageWalk.report(path: environment.path).findings.isEmpty)
    // What comes later takes the holes again.
    let pages = try environment.reading.stat().pages
    try environment.change { transaction throws in
      for key in Self.rows..<Self.rows + 1_000 {
        try transaction.put(Sample.numbers, key, value(key))
      }
    }
    #expect(try environment.reading.stat().pages == pages)
    try environment.look { transaction throws in
      for key in Self.rows..<Self.rows + 1_000 {
        #expect(try transaction.get(Sample.numbers, key) == value(key))
      }
    }
  }
}
