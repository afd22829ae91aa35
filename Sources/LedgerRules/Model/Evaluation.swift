/// Index of a system in `Rulebook.systems`.
public struct SystemID: RawRepresentable, Hashable, Comparable, Sendable {
  public let rawValue: UInt16
  @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }
  @inlinable public static func < (left: SystemID, right: SystemID) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// A system whose state is claimed.
public struct System: Sendable, Hashable {
  public var name: String
  public var role: Role

  public init(name: String, role: Role) {
    self.name = name
    self.role = role
  }
}

/// A set of traits (`marketplace_fulfils`); a rulebook has at most 64.
public struct TraitSet: OptionSet, Hashable, Sendable {
  public let rawValue: UInt64
  @inlinable public init(rawValue: UInt64) { self.rawValue = rawValue }
}

/// What an item says of its system knowing the order at all.
public enum PresenceClaim: UInt8, Sendable { case present, absent, rejected, deleted }

/// What a middleware event reports.
public enum HopStage: UInt8, Sendable { case received, transformed, forwarded, failed }

/// What one signature of facts means under one rulebook, at one epoch: evaluated once per code.
public struct Evaluation: Sendable {
  public struct Claim: Sendable, Hashable {
    public var facet: FacetID
    public var state: StateID
    public var rule: RuleID

    public init(facet: FacetID, state: StateID, rule: RuleID) {
      self.facet = facet
      self.state = state
      self.rule = rule
    }
  }

  /// A facet whose claim could not be read, and why.
  public struct Quarantine: Sendable, Hashable {
    public var facet: FacetID?
    /// `unknown_value`, `too_many_values`, `unknown_system`, or a reason given when decoding.
    public var reason: String
    /// The fact that holds it, where one does.
    public var fact: String
    public var value: String
    /// The table that does not know the value.
    public var rule: RuleID?

    public init(facet: FacetID?, reason: String, fact: String, value: String, rule: RuleID?) {
      self.facet = facet
      self.reason = reason
      self.fact = fact
      self.value = value
      self.rule = rule
    }
  }

  /// What kind of thing an item is before its claims are looked at.
  public enum Standing: UInt8, Sendable {
    case understood
    /// Not about an order.
    case noted
    /// A thin webhook: the detail must be fetched.
    case thin
    /// Nothing could be read of it: `quarantined` says why.
    case undecodable
  }

  public var standing: Standing = .understood
  public var channelKind: String = ""
  public var shape: String = ""
  /// The claimant; of hearsay, the system that is spoken of.
  public var system = SystemID(rawValue: 0)
  public var isHearsay = false
  /// Index in `Rulebook.entityKinds`; 0 is `order`.
  public var entityKind: UInt8 = 0
  /// An action moves one step; a snapshot may have missed steps.
  public var isAction = false
  public var isTest = false
  public var claims: [Claim] = []
  public var quarantined: [Quarantine] = []
  public var presence: PresenceClaim?
  public var presenceRule: RuleID?
  /// Such as the ERP's error code; of `rejected`.
  public var reason: String = ""
  public var traits: TraitSet = []
  /// The system in which the order began, where the item says so.
  public var origin: SystemID?
  public var hop: HopStage?

  public init() {}
}
