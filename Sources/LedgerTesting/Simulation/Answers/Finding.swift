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
    if let closed, closed <= horizon {
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

extension OrderScript {
  /// The hand-offs of some patterns (of all, if left out) that are not made in time.
  func overdue(
    _ patterns: Set<RetailPattern>? = nil, cause: ExpectedDisagreement.Cause,
    closedBy closing: Step? = nil
  ) -> [Finding] {
    expectations.compactMap { expectation in
      guard patterns?.contains(expectation.pattern) ?? true,
        let upstream = event(expectation.upstream),
        // Without a word of the shop there is no order that the ERP could lack.
        expectation.pattern != .checkoutDisconnect || event(.placed) != nil
      else { return nil }
      let agreed = agreement(expectation, closing)
      let withdrawn = expectation.pattern == .checkoutDisconnect ? event(.cancelled)?.received : nil
      var finding = Finding(
        pattern: expectation.pattern, cause: cause, since: upstream,
        due: deadline(expectation.pattern, upstream), closed: agreed)
      if let withdrawn, agreed.map({ withdrawn < $0 }) ?? true {
        // A cancelled order is not expected in the ERP any more.
        finding.closed = withdrawn
        finding.closing = .corrected
      }
      return finding
    }
    .filter(\.isBeyondGrace)
  }

  /// The hand-offs that only a channel's silence made late.
  func heldBack() -> [Finding] {
    let held = Set(events.lazy.filter(\.isHeldBack).map(\.step))
    guard !held.isEmpty else { return [] }
    let late = expectations.filter { held.contains($0.downstream) }
    return overdue(Set(late.map(\.pattern)), cause: .unobservable)
  }

  /// When the ledger first hears that the hand-off was made.
  private func agreement(_ expectation: Expectation, _ closing: Step?) -> Timestamp? {
    ([expectation.downstream, closing].compactMap(\.self) + expectation.alternatives)
      .compactMap { event($0)?.received }
      .min()
  }

  private func deadline(_ pattern: RetailPattern, _ upstream: ScriptEvent) -> Timestamp {
    guard pattern == .shippedNotTold, order.origin == .amazon else {
      return upstream.occurred + pattern.grace
    }
    return order.shipBy
  }
}
