public import LedgerCore

/// A line of the answer sheet: systems that disagree about an order, why, and from when to when.
public struct ExpectedDisagreement: Sendable, Equatable {
  public enum Cause: String, Sendable {
    case unobservable, duplicate, mapping, sequencing, rejected, undetermined
    case editNotPropagated = "edit_not_propagated"
    case lostAtConnector = "lost_at_connector"
    case missingEvent = "missing_event"
    case missingToLedger = "missing_to_ledger"
  }

  public enum Closing: String, Sendable {
    case lateButCorrect = "late_but_correct"
    case corrected
  }

  public enum Status: String, Sendable {
    case inFlight = "in_flight"
    case delay, mismatch, unobservable
  }

  /// The order's name: `#1001`, `903-0001001-1234567`.
  public var order: String
  public var pattern: RetailPattern
  public var cause: Cause
  /// When the upstream became true: the start of the hand-off.
  public var opened: Timestamp
  /// When the grace ended: from here on it is more than in flight.
  public var due: Timestamp
  /// When the delivery arrived that made the systems agree; nil where none did by the end.
  public var closed: Timestamp?
  public var closing: Closing?
  /// What it is at the horizon; nil where it is closed.
  public var statusAtEnd: Status?
}
