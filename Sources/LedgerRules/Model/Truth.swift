public import LedgerCore

/// One step of an authority list.
public struct Authority: Sendable, Hashable {
  public var of: Selector
  /// Only for orders with all of these traits.
  public var traits: TraitSet
  public var rule: RuleID

  public init(of: Selector, traits: TraitSet, rule: RuleID) {
    self.of = of
    self.traits = traits
    self.rule = rule
  }
}

/// A claim that waits for another before it has an effect on truth.
public struct Prerequisite: Sendable {
  public var facet: FacetID
  public var states: StateSet
  /// Only claims of these roles; empty for all.
  public var roles: [Role]
  public var needsFacet: FacetID
  public var needsStates: StateSet
  /// After this time without the prerequisite the claim takes effect all the same, and is flagged.
  public var hold: Interval
  public var rule: RuleID

  public init(
    facet: FacetID, states: StateSet, roles: [Role], needsFacet: FacetID, needsStates: StateSet,
    hold: Interval, rule: RuleID
  ) {
    self.facet = facet
    self.states = states
    self.roles = roles
    self.needsFacet = needsFacet
    self.needsStates = needsStates
    self.hold = hold
    self.rule = rule
  }
}

/// When an order is expected in the systems of a role.
public struct PresenceExpectation: Sendable {
  public var role: Role
  public var when: Condition
  public var handoff: Int
  public var rule: RuleID

  public init(role: Role, when: Condition, handoff: Int, rule: RuleID) {
    self.role = role
    self.when = when
    self.handoff = handoff
    self.rule = rule
  }
}
