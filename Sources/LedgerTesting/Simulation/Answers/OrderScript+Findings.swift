import LedgerCore

extension OrderScript {
  /// The hand-offs of some patterns (of all, if left out) that are not made in time.
  func overdue(
    _ patterns: Set<RetailPattern>? = nil, cause: ExpectedDisagreement.Cause
  ) -> [Finding] {
    expectations.compactMap { expectation in
      let pattern = expectation.pattern
      guard patterns?.contains(pattern) ?? true, let upstream = event(expectation.upstream),
        // Without a word of the shop there is no order that the ERP could lack.
        !pattern.expectsPresence || event(.placed) != nil
      else { return nil }
      let agreed = agreement(expectation)
      var finding = Finding(
        pattern: pattern, cause: cause, since: upstream,
        due: deadline(pattern, upstream), closed: agreed?.received)
      if pattern == .notifiedBeforeERP, let placed = event(.placed) {
        finding.heard = max(finding.heard, placed.received)
      }
      if pattern.needsERP { finding.waitForERP(in: self) }
      if pattern.expectsPresence { finding.told = firstSalesOrder?.received ?? .distantPast }
      if let agreed, isHiddenBySilence(agreed, finding) { finding.cause = .unobservable }
      if let withdrawn = withdrawal(of: pattern), agreed.map({ withdrawn < $0.received }) ?? true {
        finding.closed = withdrawn
        finding.closing = .corrected
      }
      return finding
    }
    .filter(\.isBeyondGrace)
  }

  /// Whether a silence of the channel kept from the ledger what was done in time, or hid over the
  /// whole time that the ledger was not told of it.
  private func isHiddenBySilence(_ agreed: ScriptEvent, _ finding: Finding) -> Bool {
    guard agreed.occurred <= finding.due || finding.cause == .missingToLedger else { return false }
    if let since = agreed.heldSince { return since <= finding.due }
    return silences.contains { silence in
      guard silence.channel == agreed.channel, silence.from <= finding.due else { return false }
      // A ledger takes what comes within five minutes for the end of the silence.
      return finding.due < silence.to
        && agreed.received < silence.told(of: finding.due) + .minutes(5)
    }
  }

  /// The hand-offs that only a channel's silence made late.
  func heldBack() -> [Finding] {
    let held = Set(events.lazy.filter(\.isHeldBack).map(\.step))
    guard !held.isEmpty else { return [] }
    let late = expectations.filter { held.contains($0.downstream) }
    return overdue(Set(late.map(\.pattern)), cause: .unobservable)
  }

  /// The delivery by which the ledger first hears that the hand-off was made.
  private func agreement(_ expectation: Expectation) -> ScriptEvent? {
    // Any word of the ERP about the order shows that the ERP has it.
    let first = firstHeard(Step.Kind.erp)
    if expectation.pattern.expectsPresence { return first }
    // Where the fulfillment is all that is known of the ERP's order, it is the whole of it.
    let whole = Step(kind: .erpParcel)
    if expectation.pattern == .shipmentLag, order.parcels.count == 1, first?.step == whole {
      return first
    }
    return ([expectation.downstream] + expectation.alternatives)
      .compactMap { event($0) }
      .min { $0.received < $1.received }
  }

  /// The delivery heard first of those that tell of `kinds`.
  func firstHeard(_ kinds: Set<Step.Kind>) -> ScriptEvent? {
    events.filter { kinds.contains($0.step.kind) }.min { $0.received < $1.received }
  }

  /// The sales order that is heard first: it names the shop's order and has the amounts, while the
  /// ERP's other records name the sales order alone.
  fileprivate var firstSalesOrder: ScriptEvent? {
    events.filter { event in
      if case .salesOrder = event.message { true } else { false }
    }.min { $0.received < $1.received }
  }

  /// When the hand-off is no longer expected: a cancelled order needs not be in the ERP,
  /// nor its edit.
  private func withdrawal(of pattern: RetailPattern) -> Timestamp? {
    switch pattern {
    case .checkoutDisconnect, .editNotInERP, .notifiedBeforeERP: event(.cancelled)?.received
    default: nil
    }
  }

  private func deadline(_ pattern: RetailPattern, _ upstream: ScriptEvent) -> Timestamp {
    guard pattern == .shippedNotTold, order.origin == .amazon else {
      return upstream.occurred + pattern.grace
    }
    return order.shipBy
  }
}

extension Finding {
  /// What the ERP has not done can be judged once the ERP is known to have the order: where that is
  /// heard after the upstream, the hand-off begins with the later of the two.
  fileprivate mutating func waitForERP(in script: OrderScript) {
    let first = pattern.comparesAmounts ? script.firstSalesOrder : script.firstHeard(Step.Kind.erp)
    guard let first, first.received > heard else { return }
    heard = first.received
    guard first.occurred > opened else { return }
    due = due + (first.occurred - opened)
    opened = first.occurred
  }
}
