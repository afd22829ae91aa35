import LedgerCore

/// A disagreement that follows from a fault, before the horizon cuts the story off.
struct Finding: Sendable, Equatable {
  var pattern: RetailPattern
  var cause: ExpectedDisagreement.Cause
  var opened: Timestamp
  /// When the ledger could first know of it.
  var heard: Timestamp
  var due: Timestamp
  var closed: Timestamp?
  var closing: ExpectedDisagreement.Closing?
  /// When the ledger could first tell whose delivery closed it.
  var told: Timestamp = .distantPast

  init(
    pattern: RetailPattern, cause: ExpectedDisagreement.Cause, since upstream: ScriptEvent,
    due: Timestamp? = nil, closed: Timestamp? = nil
  ) {
    self.pattern = pattern
    self.cause = cause
    opened = upstream.occurred
    heard = upstream.received
    self.due = due ?? upstream.occurred + pattern.grace
    self.closed = closed
  }

  /// Whether it was ever more than in flight.
  var isBeyondGrace: Bool {
    guard let closed else { return true }
    return closed > max(due, heard)
  }

  /// How it looks to who knows all deliveries received up to `horizon`; nil where it has not begun.
  ///
  /// `silentFrom` is since when its downstream's channel has not been heard, where it is silent.
  func judged(
    order: String, at horizon: Timestamp, silentFrom: Timestamp? = nil
  ) -> ExpectedDisagreement? {
    guard heard <= horizon else { return nil }
    guard isBeyondGrace else { return nil }
    var answer = ExpectedDisagreement(
      order: order, pattern: pattern, cause: cause, opened: opened, due: due)
    if let silentFrom, due >= silentFrom { answer.cause = .unobservable }
    if let closed, closed <= horizon, told <= horizon {
      answer.closed = closed
      answer.closing = closing ?? .lateButCorrect
      return answer
    }
    // That a delivery was lost shows only when a later one implies it.
    if answer.cause == .missingToLedger { answer.cause = .missingEvent }
    answer.statusAtEnd =
      if horizon < due {
        .inFlight
      } else if let silentFrom, due >= silentFrom {
        .unobservable
      } else if pattern.isDelayFirst, horizon < due + pattern.lateness {
        .delay
      } else {
        .mismatch
      }
    return answer
  }
}
