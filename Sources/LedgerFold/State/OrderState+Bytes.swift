public import LedgerCore
import LedgerRules

extension OrderState {
  /// The state's canonical bytes: equal states have equal bytes, and only they. Numbers of facets,
  /// states and systems are those of the rulebook that made the state.
  public var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.bytes.reserveCapacity(1_024)
    writer.byte(OrderState.version)
    for count in counts.all { writer.varint(count) }
    writer.flag(isTest)
    writer.varint(traits.rawValue)
    writer.optional(origin) { $0.varint(UInt64($1.rawValue)) }
    writer.instant(firstLearned)
    writer.instant(lastLearned)
    writer.item(lastItem)
    writer.list(claims) { $0.write($1) }
    writer.list(amounts) { $0.write($1) }
    writer.list(systems) { $0.write($1) }
    writer.list(truth) { $0.write($1) }
    writer.list(late) { writer, late in
      writer.varint(UInt64(late.system.rawValue))
      writer.byte(late.facet.rawValue)
      writer.byte(late.state.rawValue)
      writer.item(late.item)
    }
    writer.list(illegal) { writer, move in
      writer.varint(UInt64(move.system.rawValue))
      writer.byte(move.facet.rawValue)
      writer.byte(move.from.rawValue)
      writer.byte(move.to.rawValue)
      writer.item(move.item)
    }
    writer.list(quarantined) { writer, found in
      writer.item(found.item)
      writer.optional(found.facet) { $0.byte($1.rawValue) }
      writer.text(found.reason)
      writer.text(found.fact)
      writer.text(found.value)
    }
    writer.list(expiredHolds) { writer, hold in
      writer.byte(hold.facet.rawValue)
      writer.byte(hold.state.rawValue)
      writer.item(hold.item)
    }
    writer.list(conflicts) { $0.item($1) }
    writer.list(awaiting) { $0.item($1) }
    writer.list(expected) { writer, expectation in
      writer.varint(UInt64(expectation.index))
      writer.instant(expectation.start)
      writer.instant(expectation.due)
    }
    writer.list(open) { $0.write($1) }
    writer.list(closed) { writer, closed in
      writer.write(closed.disagreement)
      writer.flag(closed.wasMismatch)
      writer.instant(closed.closedLearned)
      writer.item(closed.closedItem)
      writer.byte(closed.closing.rawValue)
    }
    return writer.bytes
  }

  static let version: UInt8 = 4

  /// The counts alone, from the beginning of `bytes`.
  public static func counts(from reader: inout ByteReader) throws(MalformedBytes) -> Counts {
    guard try reader.byte() == version else { throw MalformedBytes(offset: 0) }
    return try reader.counts()
  }
}

extension OrderState.Counts {
  var all: [Int] { [items, accepted, held, quarantined, awaitingDetail, conflict] }
}

extension ByteWriter {
  mutating func item(_ item: ItemID) {
    varint(item.position.rawValue)
    varint(UInt64(item.index))
  }

  fileprivate mutating func write(_ claim: OrderState.Claim) {
    varint(UInt64(claim.system.rawValue))
    flag(claim.isHearsay)
    byte(claim.entityKind)
    optional(claim.entity == 0 ? nil : claim.entity) { $0.fixed64($1) }
    byte(claim.facet.rawValue)
    byte(claim.state.rawValue)
    fixed64(claim.rule.rawValue)
    item(claim.item)
    instant(claim.version)
    instant(claim.occurred)
    instant(claim.learned)
    instant(claim.since)
    optional(claim.heldUntil) { $0.instant($1) }
  }

  fileprivate mutating func write(_ amount: OrderState.Amount) {
    varint(UInt64(amount.system.rawValue))
    optional(amount.entity == 0 ? nil : amount.entity) { $0.fixed64($1) }
    varint(UInt64(amount.kind.rawValue))
    varint(UInt64(amount.currency.rawValue))
    signed(amount.value)
    optional(amount.previous) { $0.signed($1) }
    instant(amount.version)
    item(amount.item)
    flag(amount.isShared)
  }

  fileprivate mutating func write(_ record: OrderState.SystemRecord) {
    varint(UInt64(record.system.rawValue))
    byte(record.presence.rawValue)
    text(record.reason)
    item(record.presenceItem)
    item(record.firstItem)
    item(record.lastItem)
    instant(record.lastLearned)
    instant(record.since)
  }

  fileprivate mutating func write(_ truth: OrderState.Truth) {
    byte(truth.facet.rawValue)
    byte(truth.state.rawValue)
    varint(UInt64(truth.system.rawValue))
    item(truth.item)
    fixed64(truth.rule.rawValue)
    varint(truth.skipped)
  }

  fileprivate mutating func write(_ open: Disagreement) {
    varint(UInt64(open.pattern))
    optional(open.upstreamSystem) { $0.varint(UInt64($1.rawValue)) }
    optional(open.upstreamFacet) { $0.byte($1.rawValue) }
    optional(open.upstreamState) { $0.byte($1.rawValue) }
    optional(open.upstreamItem) { $0.item($1) }
    optional(open.downstreamSystem) { $0.varint(UInt64($1.rawValue)) }
    optional(open.downstreamState) { $0.byte($1.rawValue) }
    optional(open.downstreamItem) { $0.item($1) }
    instant(open.start)
    instant(open.openedLearned)
    item(open.openedItem)
    instant(open.due)
    instant(open.hard)
    optional(open.pausedSince) { $0.instant($1) }
    flag(open.isContradiction)
    byte(open.cause.rawValue)
  }
}
