internal import LedgerCore
internal import LedgerRules

/// One delivery being read: what is seen, and what has been found so far.
struct Reading {
  let sight: Sight
  let account: String
  let system: String
  var result = Extraction()
  /// Of the part that is being read.
  var flaws: [Signature.Flaw] = []
  /// The decimals of the currency that was last looked up: a delivery mostly has one.
  private var lastCurrency = (Currency.count, exponent: 0)

  typealias Scope = Sight.Scope

  /// What a part takes over from the one that it stands in, unless it says otherwise.
  struct Times {
    var occurred: Timestamp?
    var version: Int64?
  }

  init(sight: Sight, account: String, system: String) {
    self.sight = sight
    self.account = account
    self.system = system
    result.signatures.reserveCapacity(512)
    result.parts.reserveCapacity(4)
    result.amounts.reserveCapacity(8)
    result.mentions.reserveCapacity(8)
  }

  // MARK: Items

  mutating func read(
    _ shape: ReadShape, _ scope: Scope, standing: Signature.Standing, correlation: Lookup?
  ) {
    let parts = result.parts.count
    let mentions = result.mentions.count
    noteRoundedID(scope.item)
    readPart(shape, scope, Times(), standing)
    addUpParts(from: parts + 1)
    let own = shape.correlation.flatMap { key($0, scope) }
    result.items.append(
      Extraction.Item(
        index: UInt16(result.items.count), parts: parts..<result.parts.count,
        references: mentions..<result.mentions.count,
        correlation: own ?? correlation.flatMap { key($0, scope) },
        cites: shape.cites.flatMap { key($0, scope) }))
  }

  /// The text of a lookup; nil where there is no value, or an empty one.
  func key(_ lookup: Lookup, _ scope: Scope) -> String? {
    let found = sight.find(lookup, scope)
    return sight.isEmpty(found) ? nil : sight.text(found)
  }

  // MARK: Parts

  mutating func readPart(
    _ shape: ReadShape, _ scope: Scope, _ outer: Times, _ standing: Signature.Standing
  ) {
    let start = result.signatures.count
    result.signatures.append(standing.rawValue)
    result.signatures.append(contentsOf: shape.signatureHead)
    for fact in shape.facts { append(fact, scope) }
    let times = Times(
      occurred: shape.occurred.isEmpty
        ? outer.occurred : occurred(shape.occurred, scope, isFirst: result.parts.isEmpty),
      version: shape.version.map { version($0, scope) } ?? outer.version)
    let entity = entity(shape, scope, isThin: standing == .thin)
    let amounts = result.amounts.count
    read(shape.amounts, of: entity, scope)
    readReferences(shape.references, scope)
    for part in shape.parts where !part.shape.makesPart { readAmounts(part, scope) }
    if let sweep = shape.sweep { read(sweep, scope) }
    appendFlaws()
    result.parts.append(
      Extraction.Part(
        signature: start..<result.signatures.count, entity: entity, occurred: times.occurred,
        version: times.version, amounts: amounts..<result.amounts.count))
    if shape.hasPartsWithin { readParts(within: shape, scope, times, standing) }
  }

  private mutating func readParts(
    within shape: ReadShape, _ scope: Scope, _ times: Times, _ standing: Signature.Standing
  ) {
    for part in shape.parts where part.shape.makesPart || part.shape.hasPartsWithin {
      for node in sight.nodes(part.each, scope) {
        let scope = sight.scope(ofPart: node, in: scope, part.shape.slots)
        if part.shape.makesPart {
          readPart(part.shape, scope, times, standing)
        } else {
          readParts(within: part.shape, scope, times, standing)
        }
      }
    }
  }

  /// Reads a part that has amounts and references alone, into the part that it stands in.
  private mutating func readAmounts(_ part: ReadShape.Part, _ outer: Scope) {
    let first = result.amounts.count
    for node in sight.nodes(part.each, outer) {
      let scope = sight.scope(ofPart: node, in: outer, part.shape.slots)
      readReferences(part.shape.references, scope)
      for inner in part.shape.parts where !inner.shape.makesPart { readAmounts(inner, scope) }
      guard !part.shape.amounts.isEmpty else { continue }
      guard let key = part.shape.key else {
        read(part.shape.amounts, of: 0, scope)
        continue
      }
      let entity = entity(key, scope)
      if entity == 0 {
        // Lines without a number of articles are usual; they cannot be compared with anything.
        flaws.append(.init(reason: "note:no_key", place: key.place))
      } else {
        read(part.shape.amounts, of: entity, scope)
      }
    }
    mergeAmounts(from: first, place: part.place)
  }

  /// Two lines of one article are one entity: what one delivery says of it is their sum.
  private mutating func mergeAmounts(from first: Int, place: String) {
    let all = result.amounts[first...]
    guard all.count > 1 else { return }
    // Few are compared with each other, many are found through a table.
    var places: [AmountSlot: Int]? = all.count > 16 ? [:] : nil
    var kept: [Extraction.Amount] = []
    kept.reserveCapacity(all.count)
    for amount in all {
      let slot = AmountSlot(amount)
      let known = places.map { $0[slot] } ?? kept.firstIndex { AmountSlot($0) == slot }
      guard let known else {
        places?[slot] = kept.count
        kept.append(amount)
        continue
      }
      guard amount.currency != .instant else {
        kept[known] = amount
        continue
      }
      let (sum, isOverflow) = kept[known].value.addingReportingOverflow(amount.value)
      kept[known].value = sum
      if isOverflow { flaws.append(.init(reason: "amount_does_not_fit", place: place)) }
    }
    if kept.count < all.count { result.amounts.replaceSubrange(first..., with: kept) }
  }

  /// Amounts are set, the last one counts: so where several parts of an item speak of one entity
  /// (two parcels with one article), each has the sum up to it.
  private mutating func addUpParts(from first: Int) {
    guard result.parts.count - first > 1 else { return }
    var sums: [AmountSlot: Int64] = [:]
    for index in result.parts[first].amounts.lowerBound..<result.amounts.count {
      let amount = result.amounts[index]
      guard amount.currency != .instant else { continue }
      let (sum, isOverflow) = sums[AmountSlot(amount), default: 0].addingReportingOverflow(
        amount.value)
      // Beyond 64 bits the last one stands: no order has so much of anything.
      guard !isOverflow else { continue }
      sums[AmountSlot(amount)] = sum
      result.amounts[index].value = sum
    }
  }

  private func entity(_ key: ReadShape.Key, _ scope: Scope) -> UInt64 {
    let found = sight.find(key.of, scope)
    let whole: UInt64 = sight.withUTF8(found) {
      $0.isEmpty ? 0 : EntityHash.hash(prefix: key.prefix, key: $0)
    }
    guard let within = key.within, whole != 0 else { return whole }
    let holder = sight.find(within, scope)
    return sight.withUTF8(holder) { EntityHash.share(of: whole, in: $0) }
  }

  /// The part's entity. One without a key is flawed, and kept apart from all that have one.
  private mutating func entity(_ shape: ReadShape, _ scope: Scope, isThin: Bool) -> UInt64 {
    guard let key = shape.key else { return 0 }
    let entity = entity(key, scope)
    if entity != 0 { return entity }
    if !isThin { flaws.append(.init(reason: "no_key", place: key.place)) }
    return EntityHash.hash(prefix: key.prefix, key: EmptyCollection())
  }

  private mutating func appendFlaws() {
    let kept = flaws.prefix(255)
    result.signatures.append(UInt8(kept.count))
    for flaw in kept {
      Signature.append(text: flaw.reason, to: &result.signatures)
      Signature.append(text: flaw.place, to: &result.signatures)
    }
    flaws.removeAll(keepingCapacity: true)
  }

  // MARK: Currencies

  mutating func exponent(of currency: Currency) -> Int {
    if currency != lastCurrency.0 { lastCurrency = (currency, currency.exponent) }
    return lastCurrency.exponent
  }
}

/// What an amount is of.
private struct AmountSlot: Hashable {
  let entity: UInt64
  let kind: UInt16
  let currency: Currency

  init(_ amount: Extraction.Amount) {
    entity = amount.entity
    kind = amount.kind
    currency = amount.currency
  }
}
