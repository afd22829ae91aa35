internal import LedgerCore
internal import LedgerRules

/// A shape made ready for reading: lookups are compiled, and what is the same in every signature of
/// it is there as bytes.
struct ReadShape: Sendable {
  struct Reference: Sendable {
    let kind: ReferenceClass
    let system: String
    let entity: String
    let name: String
    let of: Lookup
    /// It has at most one value.
    let isSingle: Bool
    /// Nil for the channel's account.
    let account: Lookup?
    let period: Interval?
    let place: String

    func space(account: String) -> ReferenceSpace {
      ReferenceSpace(account: account, system: system, entity: entity, kind: name)
    }
  }

  struct Time: Sendable {
    let of: Lookup
    let format: TimeSource.Format
    let zone: Zone
    let place: String
  }

  enum Version: Sendable {
    case time([Time])
    case number(Lookup, place: String)
  }

  enum Fact: Sendable {
    case category(Lookup)
    case exists(Lookup)
    case zero(Lookup)
    case compare(Lookup, Comparison, Lookup)
  }

  struct Amount: Sendable {
    let kind: UInt16
    let of: Lookup
    let currency: Lookup?
    let unit: AmountSource.Unit
    let isNegated: Bool
    /// The amount's kind and path.
    let place: String
  }

  struct Key: Sendable {
    let prefix: UInt64
    let of: Lookup
    let within: Lookup?
    let place: String
  }

  struct Sweep: Sendable {
    let system: Lookup?
    let from: Time
    let to: Time
    let complete: Lookup
  }

  struct Part: Sendable {
    let each: Lookup
    let place: String
    let shape: ReadShape
  }

  let name: String
  /// Channel kind, shape and number of values, as they stand in a signature.
  let signatureHead: [UInt8]
  /// Nil for the order itself.
  let key: Key?
  let occurred: [Time]
  let version: Version?
  let correlation: Lookup?
  let cites: Lookup?
  let references: [Reference]
  let facts: [Fact]
  let amounts: [Amount]
  let sweep: Sweep?
  let parts: [Part]
  /// It makes a part of its own: it has facts or facets. Otherwise it only adds amounts.
  let makesPart: Bool
  /// Some part in it, at whatever depth, makes a part.
  let hasPartsWithin: Bool
  /// The members that paths ask for first: of the item, or of the part where it is one's shape.
  private(set) var slots: SlotTable
  /// Slots that reading it takes, those of its parts included.
  private(set) var slotCount: Int

  /// The shape of an item.
  init(_ shape: Shape, kind: String, rulebook: Rulebook, _ lookups: inout LookupBuilder) {
    let (read, slots) = lookups.itemScope { lookups in
      ReadShape(shape, within: nil, kind: kind, rulebook: rulebook, &lookups)
    }
    self = ReadShape(read, slots)
  }

  private init(_ shape: ReadShape, _ slots: SlotTable) {
    self = shape
    self.slots = slots
    slotCount = slots.count + (parts.map(\.shape.slotCount).max() ?? 0)
  }

  private init(
    _ shape: Shape, within outer: String?, kind: String, rulebook: Rulebook,
    _ lookups: inout LookupBuilder
  ) {
    let name = ReadShape.name(shape.name, within: outer)
    self.name = name
    var head: [UInt8] = []
    Signature.append(text: kind, to: &head)
    Signature.append(text: name, to: &head)
    head.append(UInt8(clamping: shape.facts.count))
    signatureHead = head
    key = shape.entityKey.map {
      Key(
        prefix: EntityHash.prefix(kind: rulebook.entityKinds[Int(shape.entityKind)]),
        of: lookups.add($0), within: shape.entityWithin.map { lookups.add($0) }, place: $0.place)
    }
    occurred = shape.occurred.map { Time($0, &lookups) }
    version = shape.version.map { Version($0, &lookups) }
    correlation = shape.correlation.map { lookups.add($0) }
    cites = shape.cites.map { lookups.add($0) }
    references = shape.references.map { Reference($0, &lookups) }
    facts = shape.facts.map { Fact($0.reading, &lookups) }
    amounts = shape.amounts.map { Amount($0, rulebook: rulebook, &lookups) }
    sweep = shape.sweep.map { sweep in
      Sweep(
        system: sweep.system.map { lookups.add($0) }, from: Time(sweep.from, &lookups),
        to: Time(sweep.to, &lookups), complete: lookups.add(sweep.complete))
    }
    parts = shape.parts.map { part in
      let each = lookups.add(part.each, from: outer == nil ? .item : .part)
      let (read, slots) = lookups.partScope { lookups in
        ReadShape(part.shape, within: name, kind: kind, rulebook: rulebook, &lookups)
      }
      return Part(each: each, place: part.each.text, shape: ReadShape(read, slots))
    }
    slots = SlotTable([])
    slotCount = 0
    makesPart = !shape.facts.isEmpty || !shape.facets.isEmpty
    hasPartsWithin = parts.contains { $0.shape.makesPart || $0.shape.hasPartsWithin }
  }

  /// `order.fulfillment`, whether or not the part's own name says so already.
  private static func name(_ name: String, within outer: String?) -> String {
    guard let outer, !name.hasPrefix(outer + ".") else { return name }
    return outer + "." + name
  }
}

extension ReadShape.Time {
  init(_ source: TimeSource, _ lookups: inout LookupBuilder) {
    self.init(
      of: lookups.add(source.of), format: source.format, zone: source.zone, place: source.of.place)
  }
}

extension ReadShape.Version {
  init(_ source: VersionSource, _ lookups: inout LookupBuilder) {
    switch source {
    case .time(let sources): self = .time(sources.map { ReadShape.Time($0, &lookups) })
    case .number(let source): self = .number(lookups.add(source), place: source.place)
    }
  }
}

extension ReadShape.Reference {
  init(_ source: ReferenceSource, _ lookups: inout LookupBuilder) {
    let of = lookups.add(source.of)
    self.init(
      kind: source.kind, system: source.system, entity: source.entity, name: source.name, of: of,
      isSingle: lookups.isSingle(of), account: source.account.map { lookups.add($0) },
      period: source.period,
      place: source.account?.place ?? "")
  }
}

extension ReadShape.Fact {
  init(_ reading: FactSource.Reading, _ lookups: inout LookupBuilder) {
    switch reading {
    case .category(let source): self = .category(lookups.add(source))
    case .exists(let source): self = .exists(lookups.add(source))
    case .zero(let source): self = .zero(lookups.add(source))
    case .compare(let source, let comparison, let constant):
      self = .compare(lookups.add(source), comparison, lookups.add(.literal(constant)))
    case .compareTo(let source, let comparison, let other):
      self = .compare(lookups.add(source), comparison, lookups.add(other))
    }
  }
}

extension ReadShape.Amount {
  init(_ source: AmountSource, rulebook: Rulebook, _ lookups: inout LookupBuilder) {
    let name = rulebook.amountKinds[Int(source.kind.rawValue)]
    self.init(
      kind: source.kind.rawValue, of: lookups.add(source.of),
      currency: source.currency.map { lookups.add($0) }, unit: source.unit,
      isNegated: source.isNegated, place: "\(name) \(source.of.place)")
  }
}
