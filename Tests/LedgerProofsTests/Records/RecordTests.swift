import LedgerCore
import LedgerProofs
import Testing

@Suite("Records of a directory")
struct RecordTests {
  static let keys = (0..<3).map { NaiveTree.hash([UInt8($0)]) }.sorted()

  static let thread = ThreadLeaf(
    thread: ThreadID(origin: ItemID(position: LogPosition(300), index: 2)), isIdentified: true,
    chain: .init(count: 3, head: LogPosition(1_000)),
    items: [
      ItemID(position: LogPosition(300), index: 2), ItemID(position: LogPosition(300), index: 5),
      ItemID(position: LogPosition(1_000), index: 0),
    ],
    mentions: [.init(.identity, keys[1]), .init(.part, keys[0]), .init(.part, keys[2])])

  static let value = ReferenceValue(hits: [
    .init(.identity, isIdentified: true, thread: 4), .init(.part, isIdentified: false, thread: 300),
    .init(.part, isIdentified: true, thread: 2), .init(.part, isIdentified: true, thread: 3),
  ])

  @Test("a thread's record, byte by byte")
  func threadBytes() throws {
    let bytes: [UInt8] =
      [1, 1, 0xac, 2, 2, 3, 0xe8, 7, 3, 0xac, 2, 2, 0, 5, 0xbc, 5, 0, 3]
      + [1] + Self.keys[1].bytes + [2] + Self.keys[0].bytes + [2] + Self.keys[2].bytes
    #expect(Self.thread.bytes == bytes)
    #expect(try ThreadLeaf(bytes) == Self.thread)
    let empty = ThreadLeaf(
      thread: ThreadID(rawValue: 0), isIdentified: false, chain: nil, items: [], mentions: [])
    #expect(empty.bytes == [1, 0, 0, 0, 0, 0, 0])
    #expect(try ThreadLeaf(empty.bytes) == empty)
  }

  @Test("a reference's record, byte by byte")
  func valueBytes() throws {
    let bytes: [UInt8] = [1, 4, 1, 1, 4, 2, 0, 0xac, 2, 2, 1, 2, 2, 1, 3]
    #expect(Self.value.bytes == bytes)
    #expect(try ReferenceValue(bytes) == Self.value)
    #expect(Self.value.hash == NaiveTree.hash(bytes))
  }

  @Test("random records are read as they were written")
  func randomRecords() throws {
    var random = SeededGenerator(seed: testSeed())
    for _ in 0..<300 {
      let thread = Self.randomThread(&random)
      #expect(try ThreadLeaf(thread.bytes) == thread)
      let hits = Set(
        (0..<Int.random(in: 1...20, using: &random)).map { _ in
          ReferenceValue.Hit(
            Self.randomClass(&random), isIdentified: random.chance(2),
            thread: random.next() >> UInt64.random(in: 0...63, using: &random))
        })
      let value = ReferenceValue(hits: hits.sorted())
      #expect(try ReferenceValue(value.bytes) == value)
    }
  }

  @Test("whatever is read is written again in the same bytes, or refused")
  func oneEncoding() throws {
    var random = SeededGenerator(seed: testSeed())
    var accepted = 0
    for good in [Self.thread.bytes, Self.value.bytes, Self.randomThread(&random).bytes] {
      for bit in 0..<good.count * 8 { accepted += Self.check(good.flipping(bit)) }
      for length in 0..<good.count {
        #expect(Self.check(Array(good[..<length])) == 0)
        accepted += Self.check(
          Array(good[..<length]) + [UInt8.random(in: 0...3, using: &random)] + good[length...])
      }
      #expect(Self.check(good + [0]) == 0)
    }
    #expect(accepted > 500, "many changes give other, proper records")
  }

  @Test("other forms of the same are refused, with the place")
  func refused() {
    let cases: [([UInt8], Int)] = [
      ([], 0), ([0], 1), ([2, 0, 0, 0, 0, 0, 0], 1), ([1, 2, 0, 0, 0, 0, 0], 2),
      ([1, 0, 0x80, 0, 0, 0, 0, 0], 4), ([1, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], 9),
      ([1, 0, 0, 0x80, 0x80, 4, 0, 0, 0], 6),
      ([1, 0, 0, 0, 0x81, 0x80, 0x80, 0x80, 0x10, 0, 0, 0], 9),
      ([1, 0, 0, 0, 0, 2, 7, 3, 0, 3, 0], 10), ([1, 0, 0, 0, 0, 2, 7, 3, 0, 2, 0], 10),
      ([1, 0, 0, 0, 0, 9, 0, 0], 6), ([1, 0, 0, 0, 0, 0, 1, 1], 7),
      ([1, 0, 0, 0, 0, 0, 1, 0] + Self.keys[0].bytes, 8),
      ([1, 0, 0, 0, 0, 0, 1, 4] + Self.keys[0].bytes, 8),
      ([1, 0, 0, 0, 0, 0, 2, 1] + Self.keys[0].bytes + [1] + Self.keys[0].bytes, 73),
      ([1, 0, 0, 0, 0, 0, 2, 1] + Self.keys[1].bytes + [1] + Self.keys[0].bytes, 73),
      ([1, 0, 0, 0, 0, 0, 2, 2] + Self.keys[0].bytes + [1] + Self.keys[1].bytes, 73),
      ([1, 0, 0, 0, 0, 0, 0, 0], 7),
    ]
    for (bytes, offset) in cases {
      #expect(
        fault { _ = try ThreadLeaf(bytes) } == .notCanonical(.threadLeaf, offset: offset),
        "\(bytes)")
    }
    let values: [([UInt8], Int)] = [
      ([], 0), ([1], 1), ([1, 0], 2), ([1, 1, 1, 2, 0], 4), ([1, 1, 0, 0, 0], 3),
      ([1, 2, 1, 0, 5, 1, 0, 5], 8), ([1, 2, 1, 0, 5, 1, 0, 4], 8),
      ([1, 2, 1, 1, 5, 1, 0, 6], 8), ([1, 1, 1, 0, 0x85, 0], 6), ([1, 1, 1, 0, 5, 0], 5),
    ]
    for (bytes, offset) in values {
      #expect(
        fault { _ = try ReferenceValue(bytes) } == .notCanonical(.referenceValue, offset: offset),
        "\(bytes)")
    }
  }

  /// 1 where the bytes are a record: then they are its one encoding.
  private static func check(_ bytes: [UInt8]) -> Int {
    var count = 0
    if let thread = try? ThreadLeaf(bytes) {
      #expect(thread.bytes == bytes)
      count = 1
    }
    if let value = try? ReferenceValue(bytes) {
      #expect(value.bytes == bytes)
      count = 1
    }
    return count
  }

  private static func randomClass(_ random: inout SeededGenerator) -> ReferenceClass {
    ReferenceClass.allCases.randomElement(using: &random) ?? .link
  }

  private static func randomThread(_ random: inout SeededGenerator) -> ThreadLeaf {
    func item(_ random: inout SeededGenerator) -> ItemID {
      ItemID(
        position: LogPosition(random.next() >> UInt64.random(in: 16...63, using: &random)),
        index: UInt16(random.next() >> UInt64.random(in: 48...63, using: &random)))
    }
    let items = Set((0..<Int.random(in: 0...20, using: &random)).map { _ in item(&random) })
    let mentions = Set(
      (0..<Int.random(in: 0...9, using: &random)).map { _ in
        ThreadLeaf.Mention(randomClass(&random), random.hash())
      })
    let head = item(&random).position
    return ThreadLeaf(
      thread: ThreadID(origin: item(&random)), isIdentified: random.chance(2),
      chain: random.chance(4)
        ? nil : .init(count: UInt64.random(in: 1...1 << 32, using: &random), head: head),
      items: items.sorted(), mentions: mentions.sorted())
  }
}
