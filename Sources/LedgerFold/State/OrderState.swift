public import LedgerCore
public import LedgerRules

/// What the fold makes of an order's history under one rulebook. It holds deadlines, never a
/// judgement that depends on the time of day: `OrderView` derives those.
public struct OrderState: Sendable, Hashable {
  /// What stands for one (system, entity, facet).
  public struct Claim: Sendable, Hashable {
    public var system: SystemID
    public var isHearsay: Bool
    public var entityKind: UInt8
    public var entity: UInt64
    public var facet: FacetID
    public var state: StateID
    public var rule: RuleID
    public var item: ItemID
    /// `SpineEntry.none` where the claimant gives none.
    public var version: Int64
    public var occurred: Int64
    public var learned: Int64
    /// When the claimant came to this state: occurred, else learned, of the first item
    /// that said so.
    public var since: Int64
    /// Its effect on truth waits: until this instant at the latest.
    public var heldUntil: Int64?
  }

  /// Money or a quantity, as its system last set it.
  public struct Amount: Sendable, Hashable {
    public var system: SystemID
    public var entity: UInt64
    public var kind: AmountKind
    public var currency: Currency
    public var value: Int64
    /// The value before the last change, where there was one.
    public var previous: Int64?
    public var version: Int64
    public var item: ItemID
    public var isShared: Bool
  }

  /// What is known of one system's dealings with the order.
  public struct SystemRecord: Sendable, Hashable {
    public var system: SystemID
    public var presence: PresenceClaimed
    public var reason: String
    public var presenceItem: ItemID
    public var firstItem: ItemID
    public var lastItem: ItemID
    public var lastLearned: Int64
    /// When it was first known to have the order: occurred, else learned.
    public var since: Int64
  }

  public struct Truth: Sendable, Hashable {
    public var facet: FacetID
    public var state: StateID
    public var system: SystemID
    public var item: ItemID
    public var rule: RuleID
    /// Steps of the authority list before the one that decided.
    public var skipped: Int
  }

  /// A claim that was kept and shown but changed nothing: an equal or newer version stood.
  public struct LateClaim: Sendable, Hashable {
    public var system: SystemID
    public var facet: FacetID
    public var state: StateID
    public var item: ItemID
  }

  public struct IllegalMove: Sendable, Hashable {
    public var system: SystemID
    public var facet: FacetID
    public var from: StateID
    public var to: StateID
    public var item: ItemID
  }

  public struct Quarantined: Sendable, Hashable {
    public var item: ItemID
    public var facet: FacetID?
    public var reason: String
    public var fact: String
    public var value: String
  }

  /// A claim that took effect although its prerequisite never came.
  public struct ExpiredHold: Sendable, Hashable {
    public var facet: FacetID
    public var state: StateID
    public var item: ItemID
  }

  /// The order is expected in the systems of a role.
  public struct Expectation: Sendable, Hashable {
    /// Index in `Rulebook.presence`.
    public var index: UInt16
    public var start: Int64
    public var due: Int64
  }

  public struct Counts: Sendable, Hashable {
    public var items = 0
    public var accepted = 0
    public var held = 0
    public var quarantined = 0
    public var awaitingDetail = 0
    public var conflict = 0
  }

  public var isTest = false
  public var traits: TraitSet = []
  public var origin: SystemID?
  public var firstLearned: Int64 = 0
  public var lastLearned: Int64 = 0
  public var lastItem = ItemID(position: .first, index: 0)
  public var counts = Counts()
  /// By system, hearsay, entity, facet.
  public var claims: [Claim] = []
  /// By system, entity, kind.
  public var amounts: [Amount] = []
  /// In order of first mention.
  public var systems: [SystemRecord] = []
  /// By facet.
  public var truth: [Truth] = []
  public var late: [LateClaim] = []
  public var illegal: [IllegalMove] = []
  public var quarantined: [Quarantined] = []
  public var expiredHolds: [ExpiredHold] = []
  /// Items whose delivery key came before with other bytes.
  public var conflicts: [ItemID] = []
  /// Items that await detail.
  public var awaiting: [ItemID] = []
  public var expected: [Expectation] = []
  public var open: [Disagreement] = []
  public var closed: [ClosedDisagreement] = []

  public init() {}

  /// Back to nothing, without giving back what was allocated.
  mutating func clear() {
    isTest = false
    traits = []
    origin = nil
    firstLearned = 0
    lastLearned = 0
    lastItem = ItemID(position: .first, index: 0)
    counts = Counts()
    claims.removeAll(keepingCapacity: true)
    amounts.removeAll(keepingCapacity: true)
    systems.removeAll(keepingCapacity: true)
    truth.removeAll(keepingCapacity: true)
    late.removeAll(keepingCapacity: true)
    illegal.removeAll(keepingCapacity: true)
    quarantined.removeAll(keepingCapacity: true)
    expiredHolds.removeAll(keepingCapacity: true)
    conflicts.removeAll(keepingCapacity: true)
    awaiting.removeAll(keepingCapacity: true)
    expected.removeAll(keepingCapacity: true)
    open.removeAll(keepingCapacity: true)
    closed.removeAll(keepingCapacity: true)
  }

  /// What became of one of the order's items: a conflict before a quarantine before a wait before a
  /// hold.
  public func outcome(of item: ItemID) -> Outcome {
    if conflicts.contains(item) { return .conflict }
    if quarantined.contains(where: { $0.item == item }) { return .quarantined }
    if awaiting.contains(item) { return .awaitingDetail }
    if claims.contains(where: { $0.item == item && $0.heldUntil != nil }) { return .held }
    return .accepted
  }
}

/// A disagreement that stands, with the instants from which a view judges it.
public struct Disagreement: Sendable, Hashable {
  /// Index in `Rulebook.patterns`.
  public var pattern: UInt16
  public var upstreamSystem: SystemID?
  public var upstreamFacet: FacetID?
  public var upstreamState: StateID?
  public var upstreamItem: ItemID?
  public var downstreamSystem: SystemID?
  public var downstreamState: StateID?
  public var downstreamItem: ItemID?
  /// Start of the hand-off.
  public var start: Int64
  /// When the ledger learned of it.
  public var openedLearned: Int64
  public var openedItem: ItemID
  public var due: Int64
  public var hard: Int64
  /// Since when the grace does not run; nil while it runs.
  public var pausedSince: Int64?
  /// The downstream contradicts: forward moves cannot lead to agreement. Or it is absent.
  public var isContradiction: Bool
  /// Why, as far as it does not depend on what channels have been heard from.
  public var cause: Cause
}

/// A disagreement that was overdue and is over.
public struct ClosedDisagreement: Sendable, Hashable {
  public enum Closing: UInt8, Sendable {
    case lateButCorrect
    case corrected

    public var name: String { self == .lateButCorrect ? "late_but_correct" : "corrected" }
  }

  public var disagreement: Disagreement
  public var wasMismatch: Bool
  public var closedLearned: Int64
  public var closedItem: ItemID
  public var closing: Closing
}
