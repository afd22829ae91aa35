public import LedgerCore
public import LedgerFold
public import LedgerIndex
public import LedgerRules

/// Everything about one order, in names.
public struct OrderReport: Sendable {
  public struct Name: Sendable, Hashable {
    public var kind: ReferenceClass
    public var reference: Reference
  }

  /// Where a statement comes from: the item, and the rule that read it.
  public struct Because: Sendable, Hashable {
    public var item: ItemID
    public var file: String
    public var line: Int
    public var rule: String
  }

  public struct FacetStatus: Sendable {
    public var facet: String
    public var state: String
    public var since: Timestamp
    public var because: Because
    /// Its effect on truth waits until then at the latest.
    public var heldUntil: Timestamp?
  }

  public struct SystemReport: Sendable {
    public var name: String
    public var role: Role
    public var presence: Presence
    public var reason: String
    public var due: Timestamp?
    public var facets: [FacetStatus]
    public var amounts: [AmountReport]
  }

  public struct AmountReport: Sendable {
    public var kind: String
    public var currency: Currency
    public var value: Int64
    /// Of a part of the order, not of the order itself.
    public var isPart: Bool
    public var isShared: Bool
  }

  public struct TruthReport: Sendable {
    public var facet: String
    public var state: String
    public var system: String
    public var because: Because
    /// Authorities that come first and have made no claim.
    public var skipped: [String]
  }

  public struct QuarantineReport: Sendable {
    public var item: ItemID
    public var facet: String?
    public var reason: String
    public var fact: String
    public var value: String
  }

  public struct MoveReport: Sendable {
    public var item: ItemID
    public var system: String
    public var facet: String
    /// Nil for a late claim.
    public var from: String?
    public var to: String
  }

  /// A claim, of the order or of a part of it, whose effect on truth waits.
  public struct HeldReport: Sendable, Hashable {
    public var item: ItemID
    public var system: String
    public var facet: String
    public var state: String
    /// At the latest.
    public var until: Timestamp
  }

  public var root: ThreadID
  public var order: String
  public var aliases: [String]
  public var kind: OrderRow.Kind
  public var names: [Name]
  public var isTest: Bool
  public var traits: [String]
  public var origin: String?
  public var counts: OrderState.Counts
  public var firstLearned: Timestamp
  public var lastLearned: Timestamp
  public var total: AmountReport?
  public var systems: [SystemReport]
  public var truth: [TruthReport]
  public var disagreements: [DisagreementReport]
  public var closed: [DisagreementReport]
  public var quarantined: [QuarantineReport]
  public var held: [HeldReport]
  public var late: [MoveReport]
  public var illegal: [MoveReport]
  public var awaiting: [ItemID]
}

/// One disagreement of one order, in names.
public struct DisagreementReport: Sendable {
  public var order: String
  public var names: [String]
  public var pattern: String
  public var title: String
  public var isSLA: Bool
  /// `in_flight`, `delay`, `mismatch`, `unobservable`, `closed`.
  public var status: String
  public var cause: Cause
  public var severity: Severity
  public var owner: String
  public var remedy: String
  public var start: Timestamp
  public var due: Timestamp
  public var hard: Timestamp
  public var upstream: String?
  public var upstreamClaim: String?
  public var upstreamItem: ItemID?
  public var downstream: String?
  public var downstreamClaim: String?
  public var downstreamItem: ItemID?
  public var closedAt: Timestamp?
  public var closing: String?
  public var wasMismatch: Bool?
  public var total: OrderReport.AmountReport?
}
