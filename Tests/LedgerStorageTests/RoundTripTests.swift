import LedgerCore
import LedgerStorage
import LedgerStorageWriting
import Testing

@Suite("Round trips")
struct RoundTripTests {
  let scratch = Scratch()

  @Test("what was written is read, also after opening again")
  func reopened() throws {
    do {
      let environment = try Sample.create(scratch)
      try environment.change { transaction in
        try transaction.put(Sample.numbers, 7, [1, 2, 3])
        try transaction.put(Sample.words, "one", "eins")
        try transaction.put(Sample.numbers, 8, [])
      }
      #expect(try environment.look { try $0.get(Sample.numbers, 7) } == [1, 2, 3])
    }
    let environment = try Sample.read(scratch)
    try environment.look { transaction throws in
      #expect(try transaction.get(Sample.words, "one") == "eins")
      #expect(try transaction.get(Sample.words, "two") == nil)
      #expect(try transaction.get(Sample.numbers, 8) == [])
      #expect(try transaction.count(Sample.numbers) == 2)
      #expect(try transaction.withBytes(Sample.numbers, 7) { $0.count } == 3)
    }
  }

  private func roundTrip<Element: TableElement & Equatable>(_ element: Element) -> Bool {
    element.withEncoded { bytes in
      (Element.fixedSize ?? bytes.count) == bytes.count && Element(encoded: bytes) == element
    }
  }

  @Test("every kind of element reads back what it wrote")
  func elements() {
    #expect(roundTrip(UInt64.max))
    #expect(roundTrip(UInt32(7)))
    #expect(roundTrip(UInt16(0x1234)))
    #expect(roundTrip(UInt8(255)))
    #expect(roundTrip(Int64.min))
    #expect(roundTrip([UInt8]([0, 255, 3])))
    #expect(roundTrip("Grüße"))
    #expect(roundTrip(NoValue()))
    #expect(roundTrip(LogPosition(99)))
    #expect(roundTrip(Timestamp.distantPast))
    #expect(roundTrip(ItemID(position: LogPosition(99), index: 3)))
    #expect(roundTrip(Hash128(high: 1, low: 2)))
    #expect(roundTrip(Hash256(bytes: (0..<32).map { UInt8($0) })))
    #expect(roundTrip(Pair(UInt16(3), "rest")))
  }

  @Test("bytes of another size are not an element")
  func wrongSizes() {
    let bytes: [UInt8] = Array(repeating: 0xff, count: 9)
    bytes.withUnsafeBytes { bytes in
      #expect(UInt64(encoded: bytes) == nil)
      #expect(ItemID(encoded: bytes) == nil)
      #expect(Hash128(encoded: bytes) == nil)
      #expect(Hash256(encoded: bytes) == nil)
      #expect(String(encoded: bytes) == nil)
      #expect(NoValue(encoded: bytes) == nil)
      #expect(Pair<UInt64, UInt64>(encoded: bytes) == nil)
    }
  }

  @Test("keys sort as numbers, not as text")
  func order() throws {
    let environment = try Sample.create(scratch)
    let keys: [UInt64] = [1 << 40, 255, 256, 0, .max, 65_535, 1]
    try environment.change { transaction in
      for key in keys { try transaction.put(Sample.numbers, key, [1]) }
    }
    var seen: [UInt64] = []
    try environment.look { transaction in
      try transaction.scan(Sample.numbers) { key, _ in
        seen.append(key)
        return .next
      }
    }
    #expect(seen == keys.sorted())
  }

  @Test("signed keys sort with negative ones first")
  func signedOrder() {
    let keys: [Int64] = [.min, -2, -1, 0, 1, .max]
    let encodings = keys.map { key in key.withEncoded { Array($0) } }
    #expect(zip(encodings, encodings.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) })
  }

  @Test("first, last and last key are those of the table")
  func ends() throws {
    let environment = try Sample.create(scratch)
    #expect(try environment.look { try $0.last(Sample.numbers)?.key } == nil)
    try environment.change { transaction in
      for key in 3...9 as ClosedRange<UInt64> {
        try transaction.append(Sample.log, key, [UInt8(key)])
      }
    }
    try environment.look { transaction throws in
      #expect(try transaction.first(Sample.log)?.key == 3)
      #expect(try transaction.last(Sample.log)?.value == [9])
      #expect(try transaction.lastKey(Sample.log) == 9)
    }
  }

  @Test("an append that does not come last is refused and changes nothing")
  func outOfOrder() throws {
    let environment = try Sample.create(scratch)
    try environment.change { try $0.append(Sample.log, 5, [5]) }
    for key in [4, 5] as [UInt64] {
      #expect(throws: StorageError.outOfOrder(path: scratch.path, table: "log")) {
        try environment.write { transaction throws(StorageError) in
          try transaction.append(Sample.log, key, [0])
        }
      }
    }
    #expect(try environment.look { try $0.count(Sample.log) } == 1)
    #expect(try environment.look { try $0.get(Sample.log, 5) } == [5])
  }

  @Test("an insert does not touch what is there")
  func insert() throws {
    let environment = try Sample.create(scratch)
    try environment.change { transaction throws in
      #expect(try transaction.insert(Sample.numbers, 1, [1]))
      #expect(try !transaction.insert(Sample.numbers, 1, [2]))
      #expect(try transaction.reading.get(Sample.numbers, 1) == [1])
    }
  }

  @Test("keys and values that do not fit are refused with their sizes")
  func sizes() throws {
    let environment = try Sample.create(scratch)
    let path = scratch.path
    for size in [0, 512] {
      #expect(
        throws: StorageError.keySize(path: path, table: "words", bytes: size, bytesMax: 511)
      ) {
        try environment.write { transaction throws(StorageError) in
          try transaction.put(Sample.words, String(repeating: "x", count: size), "")
        }
      }
      let key = String(repeating: "x", count: size)
      #expect(try environment.look { try $0.get(Sample.words, key) } == nil)
      let found = try environment.read { transaction throws(StorageError) in
        try transaction.sortedReader(Sample.words) { reader throws(StorageError) in
          try reader.get(key)
        }
      }
      #expect(found == nil)
    }
    #expect(throws: StorageError.valueSize(path: path, table: "tags", bytes: 512)) {
      try environment.write { transaction throws(StorageError) in
        try transaction.put(Sample.tags, 1, String(repeating: "x", count: 512))
      }
    }
  }

  @Test("a prefix finds exactly the keys that begin with it")
  func prefix() throws {
    let environment = try Sample.create(scratch)
    try environment.change { transaction in
      for word in ["a", "ab", "abc", "abd", "ac", "b"] {
        try transaction.put(Sample.words, word, "")
      }
    }
    var seen: [String] = []
    try environment.look { transaction in
      try transaction.scan(Sample.words, prefix: "ab") { key, _ in
        seen.append(key)
        return .next
      }
    }
    #expect(seen == ["ab", "abc", "abd"])
  }
}
