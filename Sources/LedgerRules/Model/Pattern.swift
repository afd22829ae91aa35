public import LedgerCore

/// The grace that a hand-off between two systems has.
public struct Handoff: Sendable {
  public var name: String
  /// From the start of the hand-off until it is overdue.
  public var grace: Interval
  /// From the start until lateness itself is a mismatch.
  public var hard: Interval
  /// The deadline that a payload names (an instant), in place of start plus grace.
  public var deadline: AmountReference?
  /// Batches: the grace counts from the next multiple of this interval after the start, by UTC.
  public var every: Interval?
  /// Working time in which alone the grace runs.
  public var calendar: WorkCalendar?
  /// While it holds, the grace does not run (on hold, backordered).
  public var pause: Condition?

  public init(
    name: String, grace: Interval, hard: Interval, deadline: AmountReference? = nil,
    every: Interval? = nil, calendar: WorkCalendar? = nil, pause: Condition? = nil
  ) {
    self.name = name
    self.grace = grace
    self.hard = hard
    self.deadline = deadline
    self.every = every
    self.calendar = calendar
    self.pause = pause
  }
}

/// Working hours, in a zone whose offsets are part of the rulebook.
public struct WorkCalendar: Sendable, Hashable {
  /// Monday is 0.
  public var weekdays: Set<Int>
  /// Minutes after midnight, local.
  public var opensMinute: Int
  public var closesMinute: Int
  /// Days since 1970-01-01, local, on which no work is done.
  public var holidays: Set<Int>
  public var zone: Zone

  public init(
    weekdays: Set<Int>, opensMinute: Int, closesMinute: Int, holidays: Set<Int>, zone: Zone
  ) {
    self.weekdays = weekdays
    self.opensMinute = opensMinute
    self.closesMinute = closesMinute
    self.holidays = holidays
    self.zone = zone
  }
}

public enum Severity: UInt8, Sendable, Comparable {
  case low, medium, high, critical

  public var name: String { String(describing: self) }
  public static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }
}

/// A way in which systems disagree, or (kind `.sla`) a promise of time.
public struct Pattern: Sendable {
  public enum Kind: UInt8, Sendable { case mismatch, sla }

  public var kind: Kind
  public var name: String
  public var title: String
  /// When this holds …
  public var upstream: Condition
  /// … this is expected; nil where `upstream` itself is the contradiction.
  public var downstream: Condition?
  /// Whose doing is expected: the system named in reports and whose channel must be alive.
  public var downstreamOf: Selector?
  /// The facet that shows whether the downstream is on its way; nil for presence and amounts.
  public var downstreamFacet: FacetID?
  /// The states of `downstreamFacet` that would agree.
  public var downstreamStates: StateSet
  public var handoff: Int
  public var severity: Severity
  public var owner: String
  public var remedy: String
  /// Not open while one of these is (indices of patterns).
  public var unless: [Int]
  public var rule: RuleID
  /// Also looked for where nothing ties the history to an order.
  public var appliesToUnlinked: Bool

  public init(
    kind: Kind, name: String, title: String, upstream: Condition, downstream: Condition?,
    downstreamOf: Selector?, downstreamFacet: FacetID?, downstreamStates: StateSet, handoff: Int,
    severity: Severity, owner: String, remedy: String, unless: [Int], rule: RuleID,
    appliesToUnlinked: Bool = false
  ) {
    self.kind = kind
    self.name = name
    self.title = title
    self.upstream = upstream
    self.downstream = downstream
    self.downstreamOf = downstreamOf
    self.downstreamFacet = downstreamFacet
    self.downstreamStates = downstreamStates
    self.handoff = handoff
    self.severity = severity
    self.owner = owner
    self.remedy = remedy
    self.unless = unless
    self.rule = rule
    self.appliesToUnlinked = appliesToUnlinked
  }
}

/// Why systems disagree: the first of the rulebook's list that holds.
public enum Cause: UInt8, Sendable, CaseIterable {
  case unobservable, duplicate, mapping, sequencing, editNotPropagated, rejected, lostAtConnector
  case missingEvent, missingToLedger, undetermined

  public var name: String {
    switch self {
    case .unobservable: "unobservable"
    case .duplicate: "duplicate"
    case .mapping: "mapping"
    case .sequencing: "sequencing"
    case .editNotPropagated: "edit_not_propagated"
    case .rejected: "rejected"
    case .lostAtConnector: "lost_at_connector"
    case .missingEvent: "missing_event"
    case .missingToLedger: "missing_to_ledger"
    case .undetermined: "undetermined"
    }
  }

  public init?(name: String) {
    guard let cause = Cause.allCases.first(where: { $0.name == name }) else { return nil }
    self = cause
  }
}
