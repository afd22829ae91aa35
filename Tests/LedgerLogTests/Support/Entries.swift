import LedgerCore
import LedgerLog

/// Entries for tests.
enum Entries {
  /// Plain and small: delivery `position`, received `position` milliseconds after 2026-01-01.
  static func delivery(_ position: UInt64, content: Entry.Content? = nil) -> Entry {
    Entry(
      position: LogPosition(position), kind: .delivery,
      received: Timestamp(microseconds: 1_767_225_600_000_000 + Int64(position) * 1_000),
      clock: .synchronised, engineVersion: "0.1.0", account: "eu", channel: "shopify-eu",
      channelKind: "shopify", deliveryKey: Hash128(high: position, low: ~position),
      actor: "shopify-eu", authentication: "hmac-sha256", evidence: .signed, revision: .zero,
      content: content)
  }

  /// The example of `docs/format.md`.
  static var documented: Entry {
    Entry(
      position: LogPosition(300), kind: .delivery,
      received: Timestamp(microseconds: 1_767_225_600_123_456), clock: .synchronised,
      engineVersion: "0.1.0", account: "eu", channel: "shopify-eu", channelKind: "shopify",
      deliveryKey: Hash128(high: 0x0001_0203_0405_0607, low: 0x0809_0a0b_0c0d_0e0f),
      cause: Entry.Cause(position: LogPosition(290)),
      actor: "shopify-eu", authentication: "hmac-sha256", keyFingerprint: 0xaabb_ccdd_eeff_0011,
      evidence: .signed, senderTime: "2026-01-01T00:00:00Z",
      revision: Hash256(bytes: (0..<32).map { UInt8($0) }),
      subjects: [Hash128(high: 0x1011_1213_1415_1617, low: 0x1819_1a1b_1c1d_1e1f)],
      links: [
        ChainLink(
          item: 0, thread: ThreadID(origin: ItemID(position: LogPosition(100), index: 2)),
          sequence: 3, previous: LogPosition(290))
      ],
      content: Entry.Content(
        bodyLength: 1_200, fingerprint: Hash256(bytes: (0..<32).map { UInt8(0xe0 + $0) })))
  }

  static func random(_ random: inout SeededGenerator) -> Entry {
    let position = UInt64.random(in: 2...Entry.positionMax, using: &random)
    var entry = delivery(position)
    entry.kind = kind(position, &random)
    entry.received = Timestamp(rawValue: Int64.random(in: .min ... .max, using: &random))
    entry.clock = ClockState.allCases.randomElement(using: &random) ?? .unknown
    entry.engineVersion = text(&random)
    entry.account = text(&random)
    entry.channel = text(&random)
    entry.channelKind = text(&random)
    if random.chance(3) { entry.deliveryKey = nil }
    if random.chance(2) { entry.cause.position = before(position, &random) }
    if random.chance(2) { entry.cause.text = "c" + text(&random) }
    entry.actor = text(&random)
    entry.authentication = text(&random)
    if random.chance(2) { entry.keyFingerprint = random.next() }
    entry.evidence = evidence(&random)
    if random.chance(2) { entry.senderTime = "t" + text(&random) }
    entry.revision = random.chance(3) ? nil : hash(&random)
    entry.subjects = (0..<Int.random(in: 0...4, using: &random)).map { _ in
      Hash128(high: random.next(), low: random.next())
    }
    entry.links = links(position, &random)
    if case .duplicate = entry.kind {
      entry.content = nil
    } else if !random.chance(4) {
      let length = random.next() >> UInt64.random(in: 0...63, using: &random)
      entry.content = Entry.Content(bodyLength: length, fingerprint: hash(&random))
    }
    return entry
  }

  private static func hash(_ random: inout SeededGenerator) -> Hash256 {
    Hash256(words: (random.next(), random.next(), random.next(), random.next()))
  }

  private static func before(_ position: UInt64, _ random: inout SeededGenerator) -> LogPosition {
    LogPosition(UInt64.random(in: 0..<position, using: &random))
  }

  private static func kind(_ position: UInt64, _ random: inout SeededGenerator) -> EntryKind {
    switch Int.random(in: 0...3, using: &random) {
    case 0: .delivery
    case 1: .conflict(with: before(position, &random))
    case 2: .duplicate(of: before(position, &random))
    default: .control("join" + text(&random))
    }
  }

  private static func evidence(_ random: inout SeededGenerator) -> Evidence {
    switch Int.random(in: 0...4, using: &random) {
    case 0: .ledger
    case 1: .signed
    case 2: .authenticatedFetch
    case 3: .unsigned
    default:
      .operatorFile(
        digest: hash(&random), line: UInt64.random(in: 1 ... .max, using: &random))
    }
  }

  private static func text(_ random: inout SeededGenerator) -> String {
    let letters = Array("abcXYZ-019 éß漢🧾")
    return String(
      (0..<Int.random(in: 0...40, using: &random)).compactMap { _ in
        letters.randomElement(using: &random)
      })
  }

  private static func links(_ position: UInt64, _ random: inout SeededGenerator) -> [ChainLink] {
    var item: UInt16 = 0
    return (0..<Int.random(in: 0...5, using: &random)).map { _ in
      item += UInt16.random(in: 1...900, using: &random)
      let sequence = random.chance(3) ? 0 : UInt32.random(in: 1 ... .max, using: &random)
      let origin = ItemID(
        position: LogPosition(UInt64.random(in: 0...position, using: &random)),
        index: UInt16.random(in: 0 ... .max, using: &random))
      return ChainLink(
        item: item, thread: ThreadID(origin: origin), sequence: sequence,
        previous: sequence == 0
          ? nil : LogPosition(UInt64.random(in: 0...position, using: &random)))
    }
  }
}
