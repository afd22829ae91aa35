public import LedgerCore

/// How one kind of item, or one kind of part in it, is read (extraction) and what it
/// means (mapping).
public struct Shape: Sendable {
  public var name: String
  // Extraction.
  /// Index in `Rulebook.entityKinds`; 0 is `order`.
  public var entityKind: UInt8
  /// Nil for the order itself.
  public var entityKey: Source?
  /// What the entity is a share of another in: a line in a parcel. Nil for one that is whole.
  public var entityWithin: Source?
  public var occurred: [TimeSource]
  public var version: VersionSource?
  public var correlation: Source?
  public var references: [ReferenceSource]
  public var facts: [FactSource]
  public var amounts: [AmountSource]
  public var parts: [Part]
  /// Another delivery that caused this one, by its delivery id.
  public var cites: Source?
  /// A sweep's scope and window (see `SweepSource`).
  public var sweep: SweepSource?
  public var line: Int
  // Mapping.
  public var isAction: Bool
  public var test: FactCondition?
  public var presence: [PresenceRow]
  public var traits: [TraitRow]
  /// Index in `facts` of the fact that names the order's origin system.
  public var originRows: [OriginRow]
  /// Index in `facts` of the fact that names the system spoken of (hearsay).
  public var hearsayFact: Int?
  /// Index in `facts` of the fact that names the system whose own word the item is.
  public var claimantFact: Int?
  public var hopRows: [HopRow]
  /// Index in `facts` of the fact that gives a rejection's reason.
  public var reasonFact: Int?
  /// Indices in `facts` of those that a trace shows beside what the item claims.
  public var shownFacts: [Int] = []
  public var facets: [FacetTable]

  public init(name: String, entityKind: UInt8, entityKey: Source?, line: Int) {
    self.name = name
    self.entityKind = entityKind
    self.entityKey = entityKey
    self.line = line
    occurred = []
    references = []
    facts = []
    amounts = []
    parts = []
    isAction = false
    presence = []
    traits = []
    originRows = []
    hopRows = []
    facets = []
  }
}

public struct Part: Sendable {
  public var each: JSONPath
  public var shape: Shape

  public init(each: JSONPath, shape: Shape) {
    self.each = each
    self.shape = shape
  }
}

public struct TimeSource: Sendable, Hashable {
  public enum Format: String, Sendable {
    /// With zone; any number of fraction digits; `+0100` as well as `+01:00`.
    case rfc3339
    case rfc2822
    case unixSeconds = "unix-s"
    case unixMilliseconds = "unix-ms"
    /// Without zone: read in `zone`.
    case naive
    /// `/Date(1700000000000)/`
    case jsonDate = "json-date"
  }

  public var of: Source
  public var format: Format
  public var zone: Zone

  public init(of: Source, format: Format, zone: Zone = .utc) {
    self.of = of
    self.format = format
    self.zone = zone
  }
}

public enum VersionSource: Sendable {
  case time([TimeSource])
  case number(Source)
}

public struct ReferenceSource: Sendable {
  public var kind: ReferenceClass
  public var system: String
  public var entity: String
  public var name: String
  public var of: Source
  public var account: Source?
  /// How long the value names the same thing after it was last seen; nil for ever.
  public var period: Interval?

  public init(
    kind: ReferenceClass, system: String, entity: String, name: String, of: Source,
    account: Source?, period: Interval?
  ) {
    self.kind = kind
    self.system = system
    self.entity = entity
    self.name = name
    self.of = of
    self.account = account
    self.period = period
  }
}

/// A fact: what rules may look at.
public struct FactSource: Sendable {
  public enum Reading: Sendable, Hashable {
    /// The value itself, interned.
    case category(Source)
    /// `true` where there is a value that is not null, else `false`.
    case exists(Source)
    /// `true` where the value is a number equal to zero, `false` where it is another, else absent.
    case zero(Source)
    /// Compares the number with a constant given as decimal text.
    case compare(Source, Comparison, String)
    /// Compares two numbers of the item.
    case compareTo(Source, Comparison, Source)
  }

  public var name: String
  public var reading: Reading
  public var limit: Int

  public init(name: String, reading: Reading, limit: Int = 10_000) {
    self.name = name
    self.reading = reading
    self.limit = limit
  }
}

public struct AmountSource: Sendable {
  public enum Unit: Sendable {
    /// A decimal in units of the currency (`12.10`).
    case major
    /// An integer in minor units (`1210`).
    case minor
    case count
    case instant(TimeSource.Format, Zone)
  }

  public var kind: AmountKind
  public var of: Source
  public var currency: Source?
  public var unit: Unit
  /// Sign changed (a refund given as a negative number).
  public var isNegated: Bool

  public init(kind: AmountKind, of: Source, currency: Source?, unit: Unit, isNegated: Bool) {
    self.kind = kind
    self.of = of
    self.currency = currency
    self.unit = unit
    self.isNegated = isNegated
  }
}

/// A sweep: a system's own list of what it has, from which absence follows.
public struct SweepSource: Sendable {
  public var system: Source?
  public var from: TimeSource
  public var to: TimeSource
  /// Fact index of `complete`.
  public var complete: Source

  public init(system: Source?, from: TimeSource, to: TimeSource, complete: Source) {
    self.system = system
    self.from = from
    self.to = to
    self.complete = complete
  }
}

/// A test on facts of one shape.
public indirect enum FactCondition: Sendable, Hashable {
  /// Index in `Shape.facts`; one of these values (`absent` and `null` have their own, see
  /// `FactValue`).
  case isOne(of: Int, [FactValue])
  case all([FactCondition])
  case any([FactCondition])
  case not(FactCondition)
}

/// The value of a fact as rules see it.
public enum FactValue: Sendable, Hashable, CustomStringConvertible {
  /// No such member.
  case absent
  /// JSON null.
  case null
  /// More values than the fact's limit: evaluated as unknown.
  case overflow
  /// A string's text, a number's token, `true` or `false`.
  case text(String)

  public var description: String {
    switch self {
    case .absent: "absent"
    case .null: "null"
    case .overflow: "(more values than the limit)"
    case .text(let text): text
    }
  }
}

/// The time in which a row is in force, by occurred, else learned.
public struct Effective: Sendable, Hashable {
  public var from: Timestamp?
  public var until: Timestamp?

  public init(from: Timestamp? = nil, until: Timestamp? = nil) {
    self.from = from
    self.until = until
  }
}

public struct FacetTable: Sendable {
  public var facet: FacetID
  public var rows: [FacetRow]
  public var rule: RuleID

  public init(facet: FacetID, rows: [FacetRow], rule: RuleID) {
    self.facet = facet
    self.rows = rows
    self.rule = rule
  }
}

public struct FacetRow: Sendable {
  public enum Result: Sendable, Hashable {
    case state(StateID)
    /// Known, and no claim.
    case none
    case quarantine
  }

  public enum Action: Sendable {
    case then(Result, RuleID)
    /// Fact index; value → result. A value that is not in it is quarantined; `absent` and `null`
    /// without an entry make no claim.
    case table(fact: Int, [FactValue: (result: Result, rule: RuleID)], RuleID)
  }

  public var when: FactCondition?
  public var action: Action
  public var effective: Effective

  public init(when: FactCondition?, action: Action, effective: Effective) {
    self.when = when
    self.action = action
    self.effective = effective
  }
}

public struct PresenceRow: Sendable {
  public var when: FactCondition?
  public var claim: PresenceClaim
  public var rule: RuleID

  public init(when: FactCondition?, claim: PresenceClaim, rule: RuleID) {
    self.when = when
    self.claim = claim
    self.rule = rule
  }
}

public struct TraitRow: Sendable {
  public var when: FactCondition?
  public var trait: TraitSet
  public var rule: RuleID

  public init(when: FactCondition?, trait: TraitSet, rule: RuleID) {
    self.when = when
    self.trait = trait
    self.rule = rule
  }
}

public struct OriginRow: Sendable {
  public var when: FactCondition?
  public var system: SystemID
  public var rule: RuleID

  public init(when: FactCondition?, system: SystemID, rule: RuleID) {
    self.when = when
    self.system = system
    self.rule = rule
  }
}

public struct HopRow: Sendable {
  public var when: FactCondition?
  public var stage: HopStage
  public var rule: RuleID

  public init(when: FactCondition?, stage: HopStage, rule: RuleID) {
    self.when = when
    self.stage = stage
    self.rule = rule
  }
}
