/// Whose state a condition looks at.
public enum Selector: Sendable, Hashable {
  case truth
  /// The system in which the order began.
  case origin
  /// All systems of a role together.
  case role(Role)
  case system(SystemID)
}

/// Presence of an order in a system, as of a time.
public enum Presence: UInt8, Sendable, CaseIterable {
  case notExpected, expected, silent, unobservable, absent, present, rejected, deleted

  public var name: String {
    self == .notExpected ? "not_expected" : String(describing: self)
  }
}

public struct AmountReference: Sendable, Hashable {
  public var of: Selector
  public var kind: AmountKind

  public init(of: Selector, kind: AmountKind) {
    self.of = of
    self.kind = kind
  }
}

public enum Comparison: String, Sendable {
  case equal = "eq"
  case different = "ne"
  case less = "lt"
  case greater = "gt"
}

/// A condition on the state of an order. What is not known makes a condition false, never true.
public indirect enum Condition: Sendable, Hashable {
  case always
  /// The selected system claims one of these states.
  case facet(of: Selector, FacetID, StateSet)
  /// The selected system has made a claim about the facet.
  case known(of: Selector, FacetID)
  /// Timeless presence: what the system itself has said (present, absent, rejected, deleted).
  case presence(of: Selector, Set<PresenceClaimed>)
  case trait(TraitSet)
  case test
  /// Both amounts known, of one currency, and compared.
  case amounts(AmountReference, Comparison, AmountReference)
  /// Line by line where both have lines; false where either has none.
  case lines(AmountReference, Comparison, AmountReference)
  case has(AmountReference)
  /// Two or more live entities of the kind in one system, which do not share out the order
  /// among them: where `partition` is known of each and of the origin, only if their sum
  /// exceeds the origin's.
  case several(
    of: Selector, entityKind: UInt8, excluding: StateSet, FacetID, partition: AmountKind?)
  case all([Condition])
  case any([Condition])
  case not(Condition)
}

/// What a system has said of its knowing the order; `unheard` where it has said nothing.
public enum PresenceClaimed: UInt8, Sendable, Hashable {
  case unheard, present, absent, rejected, deleted
}
