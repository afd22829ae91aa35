import LedgerCore
import LedgerLog
import Testing

@Suite("Canonical entry")
struct EntryTests {
  @Test("the documented entry has the documented bytes")
  func golden() throws {
    let bytes = try Entries.documented.encoded()
    #expect(Hex.encode(bytes) == FormatExamples.entry)
    #expect(try Entry(decoding: bytes) == Entries.documented)
  }

  @Test("an entry comes back from its bytes, and its bytes from the entry")
  func roundTrip() throws {
    var random = SeededGenerator(seed: testSeed())
    for _ in 0..<5_000 {
      let entry = Entries.random(&random)
      let bytes = try entry.encoded()
      let decoded = try Entry(decoding: bytes)
      #expect(decoded == entry)
      #expect(try decoded.encoded() == bytes)
    }
  }

  @Test("bytes that decode encode to the same bytes, whatever was changed in them")
  func canonical() throws {
    var random = SeededGenerator(seed: testSeed())
    var accepted = 0
    for _ in 0..<40_000 {
      var bytes = try Entries.random(&random).encoded()
      for _ in 0..<Int.random(in: 1...3, using: &random) { mutate(&bytes, &random) }
      guard let entry = try? Entry(decoding: bytes) else { continue }
      accepted += 1
      #expect(try entry.encoded() == bytes)
    }
    #expect(accepted > 0)
  }

  @Test("an entry cut at any byte is refused")
  func truncation() throws {
    var random = SeededGenerator(seed: testSeed())
    for _ in 0..<50 {
      let bytes = try Entries.random(&random).encoded()
      for count in 0..<bytes.count {
        #expect(throws: FormatFault.self) { try Entry(decoding: Array(bytes[..<count])) }
      }
    }
  }

  @Test("a byte after the end is refused")
  func trailing() throws {
    let bytes = try Entries.documented.encoded()
    #expect(throws: FormatFault.trailing(offset: bytes.count)) {
      try Entry(decoding: bytes + [0])
    }
  }

  @Test("another version of the format is refused by number")
  func version() throws {
    var bytes = try Entries.documented.encoded()
    bytes[0] = 2
    #expect(throws: FormatFault.unknownVersion(2)) { try Entry(decoding: bytes) }
  }

  @Test("a padded varint is refused")
  func paddedVarint() throws {
    var bytes = try Entries.delivery(1).encoded()
    // The last byte is the number of links: 0 in two bytes instead of one.
    #expect(bytes.removeLast() == 0)
    #expect(throws: FormatFault.notCanonical(.links, offset: bytes.count)) {
      try Entry(decoding: bytes + [0x80, 0x00])
    }
  }

  @Test("an entry larger than 65,535 bytes is refused, and one of exactly that size is not")
  func oversized() throws {
    var entry = Entries.delivery(9)
    entry.subjects = Array(repeating: Hash128(high: 1, low: 2), count: 4_080)
    let rest = Entry.bytesMax - (try entry.encoded().count)
    #expect(rest >= 0 && rest < 1_000)
    entry.senderTime = String(repeating: "x", count: rest - (rest < 129 ? 1 : 2))
    #expect(try entry.encoded().count == Entry.bytesMax)
    entry.senderTime?.append("x")
    var bytes: [UInt8] = [7]
    #expect(throws: FormatFault.tooLarge(.entry, found: 65_536, max: 65_535)) {
      try entry.encode(into: &bytes)
    }
    #expect(bytes == [7], "what was there stays")
  }

  @Test("an entry that contradicts itself is refused", arguments: Contradiction.all)
  func contradictions(_ example: Contradiction) throws {
    var entry = Entries.delivery(10)
    example.change(&entry)
    #expect(throws: example.fault) { try entry.encoded() }
  }

  @Test("a typical entry stays under 300 bytes")
  func typicalSize() throws {
    #expect(try Entries.documented.encoded().count < 300)
  }

  @Test("the links of a view are the links of the entry")
  func linksInPlace() throws {
    var random = SeededGenerator(seed: testSeed())
    for _ in 0..<100 {
      let entry = Entries.random(&random)
      try entry.encoded().withUnsafeBytes { bytes in
        let view = try EntryView(unsafeBytes: bytes)
        #expect(Array(view.links) == entry.links)
        #expect(String(decoding: view.channelUTF8, as: UTF8.self) == entry.channel)
        #expect(view.original == entry.kind.original)
      }
    }
  }

  private func mutate(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
    let index = Int.random(in: 0..<bytes.count, using: &random)
    switch Int.random(in: 0...3, using: &random) {
    case 0: bytes[index] ^= 1 << UInt8.random(in: 0...7, using: &random)
    case 1: bytes[index] = UInt8.random(in: .min ... .max, using: &random)
    case 2: bytes.insert(UInt8.random(in: .min ... .max, using: &random), at: index)
    default: bytes.remove(at: index)
    }
    if bytes.isEmpty { bytes = [1] }
  }
}

struct Contradiction: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let fault: FormatFault
  let change: @Sendable (inout Entry) -> Void

  init(
    _ description: String, _ fault: FormatFault, _ change: @escaping @Sendable (inout Entry) -> Void
  ) {
    testDescription = description
    self.fault = fault
    self.change = change
  }

  static let all = [
    Contradiction("a duplicate of itself", .contradiction(.original)) {
      $0.kind = .duplicate(of: LogPosition(10))
    },
    Contradiction("a conflict with a later entry", .contradiction(.original)) {
      $0.kind = .conflict(with: LogPosition(11))
    },
    Contradiction("a duplicate with a body", .contradiction(.bodyLength)) {
      $0.kind = .duplicate(of: LogPosition(3))
      $0.content = Entry.Content(bodyLength: 1, fingerprint: .zero)
    },
    Contradiction("a control entry without a name", .contradiction(.controlKind)) {
      $0.kind = .control("")
    },
    Contradiction("a cause in the future", .contradiction(.causePosition)) {
      $0.cause.position = LogPosition(12)
    },
    Contradiction("an empty sender time", .contradiction(.senderTime)) { $0.senderTime = "" },
    Contradiction("line 0 of a file", .contradiction(.operatorLine)) {
      $0.evidence = .operatorFile(digest: .zero, line: 0)
    },
    Contradiction("a first link with a predecessor", .contradiction(.links)) {
      $0.links = [link(0, 10, sequence: 0, previous: 3)]
    },
    Contradiction("a later link without one", .contradiction(.links)) {
      $0.links = [link(0, 3, sequence: 1, previous: nil)]
    },
    Contradiction("links out of order", .contradiction(.links)) {
      $0.links = [link(1, 10, sequence: 0), link(0, 10, sequence: 0)]
    },
    Contradiction("the same link twice", .contradiction(.links)) {
      $0.links = [link(1, 10, sequence: 0), link(1, 10, sequence: 0)]
    },
    Contradiction("a thread that begins later", .contradiction(.links)) {
      $0.links = [link(0, 11, sequence: 0)]
    },
    Contradiction("a position over 48 bits", .contradiction(.position)) {
      $0.position = LogPosition(1 << 48)
    },
    Contradiction("a text over its limit", .tooLarge(.account, found: 1_025, max: 1_024)) {
      $0.account = String(repeating: "a", count: 1_025)
    },
  ]

  private static func link(
    _ item: UInt16, _ origin: UInt64, sequence: UInt32, previous: UInt64? = nil
  ) -> ChainLink {
    ChainLink(
      item: item, thread: ThreadID(origin: ItemID(position: LogPosition(origin), index: item)),
      sequence: sequence, previous: previous.map { LogPosition($0) })
  }
}
