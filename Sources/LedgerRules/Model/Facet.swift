/// Index of a facet in its rulebook.
public struct FacetID: RawRepresentable, Hashable, Comparable, Sendable {
  public let rawValue: UInt8
  @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }
  @inlinable public static func < (left: FacetID, right: FacetID) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// Index of a state in its facet.
public struct StateID: RawRepresentable, Hashable, Comparable, Sendable {
  public let rawValue: UInt8
  @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }
  @inlinable public static func < (left: StateID, right: StateID) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// A set of states of one facet; a facet has at most 64.
public struct StateSet: OptionSet, Hashable, Sendable {
  public let rawValue: UInt64
  @inlinable public init(rawValue: UInt64) { self.rawValue = rawValue }
  @inlinable public init(_ state: StateID) { rawValue = 1 << UInt64(state.rawValue) }
  @inlinable public func contains(_ state: StateID) -> Bool {
    rawValue & 1 << UInt64(state.rawValue) != 0
  }
}

/// One dimension of an order's canonical state.
public struct Facet: Sendable {
  public var name: String
  /// The forward states in order, then the side states.
  public var states: [String]
  public var forwardCount: Int
  /// By state: the states one legal move away.
  public var moves: [StateSet]
  /// By state: the states that legal moves can reach, itself included.
  public var reachable: [StateSet]
  /// By state: the states that forward moves alone can reach (also into side states),
  /// itself included.
  public var ahead: [StateSet]
  /// What is done in the world and cannot be undone by another rule: shipped, refunded, invoiced. A replay
  /// tells how many of the orders that change have come so far.
  public var irreversible: StateSet
  public var rollup: Rollup?

  public init(
    name: String, states: [String], forwardCount: Int, moves: [StateSet], reachable: [StateSet],
    ahead: [StateSet], irreversible: StateSet, rollup: Rollup?
  ) {
    self.name = name
    self.states = states
    self.forwardCount = forwardCount
    self.moves = moves
    self.reachable = reachable
    self.ahead = ahead
    self.irreversible = irreversible
    self.rollup = rollup
  }

  public func state(named name: String) -> StateID? {
    states.firstIndex(of: name).map { StateID(rawValue: UInt8($0)) }
  }

  public func name(of state: StateID) -> String { states[Int(state.rawValue)] }
}

/// How the states of several entities of one system make one state of the order.
public struct Rollup: Sendable, Hashable {
  /// Entities in these states do not count while others are there.
  public var ignore: StateSet
  /// All in `full`, and the measure reached: the order is there.
  public var full: StateID
  /// Some in `full` (or `partial`), or the measure not reached.
  public var partial: StateID
  /// Sum of this amount over the entities in `full` must reach `against`; nil where not known.
  public var measure: AmountKind?
  public var against: AmountKind?

  public init(
    ignore: StateSet, full: StateID, partial: StateID, measure: AmountKind?, against: AmountKind?
  ) {
    self.ignore = ignore
    self.full = full
    self.partial = partial
    self.measure = measure
    self.against = against
  }
}

/// Index of an amount kind in its rulebook. Kinds belong to extraction: two rulebooks of the same
/// extraction revision number them alike.
public struct AmountKind: RawRepresentable, Hashable, Comparable, Sendable {
  public let rawValue: UInt16
  @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }
  @inlinable public static func < (left: AmountKind, right: AmountKind) -> Bool {
    left.rawValue < right.rawValue
  }
}
