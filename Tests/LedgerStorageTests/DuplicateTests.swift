import LedgerStorage
import LedgerStorageWriting
import Testing

@Suite("Duplicates")
struct DuplicateTests {
  let scratch = Scratch()

  private func pages(_ environment: WritableEnvironment, _ key: UInt64) throws -> [UInt64] {
    var numbers: [UInt64] = []
    try environment.look { transaction in
      try transaction.forEachDuplicatePage(Sample.spine, key) { page in
        precondition(page.count % 64 == 0, "whole entries")
        for offset in stride(from: 0, to: page.count, by: 64) {
          numbers.append(
            UInt64(bigEndian: page.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
        }
      }
    }
    return numbers
  }

  @Test(
    "pages lend every value of a key once and in order",
    arguments: [0, 1, 2, 3, 15, 16, 17, 62, 63, 64, 65, 1_000, 50_000])
  func pages(count: Int) throws {
    let environment = try Sample.create(scratch)
    try environment.change { transaction in
      // Neighbours on both sides must not leak in.
      for key in [4, 5, 6] as [UInt64] {
        for number in 0..<UInt64(key == 5 ? count : 3) {
          try transaction.appendDuplicate(Sample.spine, key, Pair(number, Filler(UInt8(key))))
        }
      }
    }
    #expect(try pages(environment, 5) == Array(0..<UInt64(count)))
    #expect(try environment.look { try $0.duplicateCount(Sample.spine, 5) } == count)
    let last = try environment.look { try $0.lastDuplicate(Sample.spine, 5)?.first }
    #expect(last == (count == 0 ? nil : UInt64(count - 1)))
  }

  @Test("many values written in one call are the same as one by one")
  func bulk() throws {
    let environment = try Sample.create(scratch)
    for count in [1, 2, 63, 64, 1_000, 20_000] as [UInt64] {
      let values = (0..<count).map { Pair($0, Filler(7)) }
      try environment.change { try $0.appendDuplicates(Sample.spine, count, values) }
      #expect(try pages(environment, count) == Array(0..<count))
    }
    let more = (1_000..<1_010).map { Pair(UInt64($0), Filler(7)) }
    try environment.change { try $0.appendDuplicates(Sample.spine, 1_000, more) }
    #expect(try pages(environment, 1_000) == Array(0..<1_010))
    #expect(throws: StorageError.outOfOrder(path: scratch.path, table: "spine")) {
      try environment.write { transaction throws(StorageError) in
        try transaction.appendDuplicates(Sample.spine, 1_000, more)
      }
    }
    #expect(try pages(environment, 1_000) == Array(0..<1_010))
  }

  @Test("a scan of pages visits all keys with all their values")
  func scanPages() throws {
    let environment = try Sample.create(scratch)
    let counts: [UInt64: Int] = [1: 1, 2: 500, 3: 2, 7: 1, 8: 65, 9: 1]
    try environment.change { transaction in
      for key in counts.keys.sorted() {
        for number in 0..<UInt64(counts[key] ?? 0) {
          try transaction.appendDuplicate(Sample.spine, key, Pair(number, Filler(0)))
        }
      }
    }
    var seen: [UInt64: Int] = [:]
    try environment.look { transaction in
      try transaction.scanDuplicatePages(Sample.spine, from: 2, through: 8) { key, page in
        seen[key, default: 0] += page.count / 64
        return .next
      }
    }
    #expect(seen == counts.filter { (2...8).contains($0.key) })
  }

  @Test("values of a key sort byte by byte, each once")
  func order() throws {
    let environment = try Sample.create(scratch)
    try environment.change { transaction in
      for tag in ["pear", "apple", "fig", "apple"] { try transaction.put(Sample.tags, 1, tag) }
      try transaction.put(Sample.tags, 2, "other")
    }
    try environment.look { transaction throws in
      #expect(try transaction.duplicates(Sample.tags, 1) == ["apple", "fig", "pear"])
      #expect(try transaction.lastDuplicate(Sample.tags, 2) == "other")
      #expect(try transaction.contains(Sample.tags, 1, "fig"))
      #expect(try !transaction.contains(Sample.tags, 2, "fig"))
      #expect(try transaction.count(Sample.tags) == 4)
    }
    try environment.change { transaction throws in
      #expect(try transaction.delete(Sample.tags, 1, "fig"))
      #expect(try !transaction.delete(Sample.tags, 1, "fig"))
      #expect(try transaction.delete(Sample.tags, 2))
    }
    #expect(try environment.look { try $0.duplicates(Sample.tags, 1) } == ["apple", "pear"])
  }

  @Test("a duplicate that does not come last is refused")
  func outOfOrder() throws {
    let environment = try Sample.create(scratch)
    try environment.change { try $0.appendDuplicate(Sample.tags, 1, "m") }
    for tag in ["a", "m"] {
      #expect(throws: StorageError.outOfOrder(path: scratch.path, table: "tags")) {
        try environment.write { transaction throws(StorageError) in
          try transaction.appendDuplicate(Sample.tags, 1, tag)
        }
      }
    }
  }
}
