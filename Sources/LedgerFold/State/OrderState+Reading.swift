public import LedgerCore
import LedgerRules

extension OrderState {
  /// Reads what `bytes` wrote.
  public init(bytes: UnsafeRawBufferPointer) throws(MalformedBytes) {
    var reader = ByteReader(bytes)
    counts = try OrderState.counts(from: &reader)
    isTest = try reader.flag()
    traits = TraitSet(rawValue: try reader.varint())
    origin = try reader.optional(ByteReader.system)
    firstLearned = try reader.instant()
    lastLearned = try reader.instant()
    lastItem = try reader.item()
    claims = try reader.list(ByteReader.claim)
    amounts = try reader.list(ByteReader.amount)
    systems = try reader.list(ByteReader.record)
    truth = try reader.list(ByteReader.truth)
    late = try reader.list { (reader) throws(MalformedBytes) in
      LateClaim(
        system: try reader.system(), facet: try reader.facet(), state: try reader.state(),
        item: try reader.item())
    }
    illegal = try reader.list { (reader) throws(MalformedBytes) in
      IllegalMove(
        system: try reader.system(), facet: try reader.facet(), from: try reader.state(),
        to: try reader.state(), item: try reader.item())
    }
    quarantined = try reader.list { (reader) throws(MalformedBytes) in
      Quarantined(
        item: try reader.item(), facet: try reader.optional(ByteReader.facet),
        reason: try reader.text(), fact: try reader.text(), value: try reader.text())
    }
    expiredHolds = try reader.list { (reader) throws(MalformedBytes) in
      ExpiredHold(facet: try reader.facet(), state: try reader.state(), item: try reader.item())
    }
    conflicts = try reader.list(ByteReader.item)
    awaiting = try reader.list(ByteReader.item)
    expected = try reader.list { (reader) throws(MalformedBytes) in
      Expectation(
        index: try reader.integer(), start: try reader.instant(), due: try reader.instant())
    }
    open = try reader.list(ByteReader.disagreement)
    closed = try reader.list { (reader) throws(MalformedBytes) in
      ClosedDisagreement(
        disagreement: try reader.disagreement(), wasMismatch: try reader.flag(),
        closedLearned: try reader.instant(), closedItem: try reader.item(),
        closing: try reader.coded(ClosedDisagreement.Closing.self))
    }
    guard reader.isAtEnd else { throw MalformedBytes(offset: reader.offset) }
  }
}

extension ByteReader {
  fileprivate static func system(_ reader: inout ByteReader) throws(MalformedBytes) -> SystemID {
    try reader.system()
  }
  fileprivate static func facet(_ reader: inout ByteReader) throws(MalformedBytes) -> FacetID {
    try reader.facet()
  }
  fileprivate static func state(_ reader: inout ByteReader) throws(MalformedBytes) -> StateID {
    try reader.state()
  }
  fileprivate static func item(_ reader: inout ByteReader) throws(MalformedBytes) -> ItemID {
    try reader.item()
  }

  fileprivate mutating func system() throws(MalformedBytes) -> SystemID {
    SystemID(rawValue: try integer())
  }
  fileprivate mutating func facet() throws(MalformedBytes) -> FacetID {
    FacetID(rawValue: try byte())
  }
  fileprivate mutating func state() throws(MalformedBytes) -> StateID {
    StateID(rawValue: try byte())
  }

  mutating func item() throws(MalformedBytes) -> ItemID {
    ItemID(position: LogPosition(try varint()), index: try integer())
  }

  fileprivate mutating func coded<Value: RawRepresentable>(
    _ type: Value.Type
  ) throws(MalformedBytes) -> Value where Value.RawValue == UInt8 {
    guard let value = Value(rawValue: try byte()) else { throw MalformedBytes(offset: offset) }
    return value
  }

  /// 0 where it is the order itself, which is told by a flag.
  fileprivate mutating func entity() throws(MalformedBytes) -> UInt64 {
    guard try flag() else { return 0 }
    let entity = try fixed64()
    guard entity != 0 else { throw MalformedBytes(offset: offset) }
    return entity
  }

  mutating func counts() throws(MalformedBytes) -> OrderState.Counts {
    var counts = OrderState.Counts()
    counts.items = try integer()
    counts.accepted = try integer()
    counts.held = try integer()
    counts.quarantined = try integer()
    counts.awaitingDetail = try integer()
    counts.conflict = try integer()
    return counts
  }

  fileprivate static func claim(
    _ reader: inout ByteReader
  ) throws(MalformedBytes) -> OrderState.Claim {
    OrderState.Claim(
      system: try reader.system(), isHearsay: try reader.flag(), entityKind: try reader.byte(),
      entity: try reader.entity(), facet: try reader.facet(), state: try reader.state(),
      rule: RuleID(rawValue: try reader.fixed64()), item: try reader.item(),
      version: try reader.instant(), occurred: try reader.instant(), learned: try reader.instant(),
      since: try reader.instant(),
      heldUntil: try reader.optional { (reader) throws(MalformedBytes) in try reader.instant() })
  }

  fileprivate static func amount(
    _ reader: inout ByteReader
  ) throws(MalformedBytes) -> OrderState.Amount {
    OrderState.Amount(
      system: try reader.system(), entity: try reader.entity(),
      kind: AmountKind(rawValue: try reader.integer()),
      currency: Currency(rawValue: try reader.integer()), value: try reader.signed(),
      previous: try reader.optional { (reader) throws(MalformedBytes) in try reader.signed() },
      version: try reader.instant(), item: try reader.item(), isShared: try reader.flag())
  }

  fileprivate static func record(
    _ reader: inout ByteReader
  ) throws(MalformedBytes) -> OrderState.SystemRecord {
    OrderState.SystemRecord(
      system: try reader.system(), presence: try reader.coded(PresenceClaimed.self),
      reason: try reader.text(), presenceItem: try reader.item(), firstItem: try reader.item(),
      lastItem: try reader.item(), lastLearned: try reader.instant(), since: try reader.instant())
  }

  fileprivate static func truth(
    _ reader: inout ByteReader
  ) throws(MalformedBytes) -> OrderState.Truth {
    OrderState.Truth(
      facet: try reader.facet(), state: try reader.state(), system: try reader.system(),
      item: try reader.item(), rule: RuleID(rawValue: try reader.fixed64()),
      skipped: try reader.integer())
  }

  fileprivate static func disagreement(
    _ reader: inout ByteReader
  ) throws(MalformedBytes) -> Disagreement {
    try reader.disagreement()
  }

  fileprivate mutating func disagreement() throws(MalformedBytes) -> Disagreement {
    Disagreement(
      pattern: try integer(), upstreamSystem: try optional(ByteReader.system),
      upstreamFacet: try optional(ByteReader.facet), upstreamState: try optional(ByteReader.state),
      upstreamItem: try optional(ByteReader.item),
      downstreamSystem: try optional(ByteReader.system),
      downstreamState: try optional(ByteReader.state),
      downstreamItem: try optional(ByteReader.item),
      start: try instant(), openedLearned: try instant(), openedItem: try item(),
      due: try instant(),
      hard: try instant(),
      pausedSince: try optional { (reader) throws(MalformedBytes) in try reader.instant() },
      isContradiction: try flag(), cause: try coded(Cause.self))
  }
}
