import LedgerCore
import LedgerRules

extension OrderFolding {
  /// What a cause is looked for in.
  struct Dispute {
    /// Its number.
    var pattern: Int
    var disagreement: Disagreement
    /// When the ledger first learned what the upstream claims, and the earliest version
    /// that says so.
    var upstreamLearned: Int64
    var upstreamVersion: Int64
    var upstreamSystem: SystemID?
    /// The order's origin, where it is the origin whose doing is expected.
    var origin: SystemID?
  }

  /// The first cause of the rulebook's list that holds. `unobservable` depends on what channels
  /// have been heard from, so a view decides it.
  func cause(of pattern: Int, _ disagreement: Disagreement) -> Cause {
    let upstream = tracks[pattern].upstreamClaim.map { state.claims[$0] }
    let first = firstSaid(upstream)
    let dispute = Dispute(
      pattern: pattern, disagreement: disagreement,
      upstreamLearned: first?.learned ?? disagreement.openedLearned,
      upstreamVersion: first?.version ?? SpineEntry.none, upstreamSystem: upstream?.system,
      origin: rules.patterns[pattern].downstreamOf.flatMap {
        state.origin(for: $0, rules.statuses)
      })
    for index in rules.causes.indices {
      let cause = rules.causes[index]
      let found: Cause? =
        switch cause {
        case .unobservable, .undetermined: nil
        case .duplicate: isDuplicate(dispute) ? cause : nil
        case .mapping: isMapping(dispute) ? cause : nil
        case .sequencing: isSequencing(dispute) ? cause : nil
        case .editNotPropagated: isEdit(dispute) ? cause : nil
        case .rejected: isRejected(dispute) ? cause : nil
        case .lostAtConnector: isLostAtConnector(dispute) ? cause : nil
        case .missingEvent, .missingToLedger: missing(dispute)
        }
      if let found { return found }
    }
    return .undetermined
  }

  /// When a system was first heard to say of the order what a claim of it says, and the earliest
  /// version of its record that says so.
  private func firstSaid(_ claim: OrderState.Claim?) -> (learned: Int64, version: Int64)? {
    guard let claim else { return nil }
    var first: (learned: Int64, version: Int64)?
    for said in past
    where !said.isHearsay && said.system == claim.system && said.facet == claim.facet
      && said.state == claim.state
    {
      guard let known = first else {
        first = (said.learned, said.version)
        continue
      }
      if known.version != SpineEntry.none, said.version != SpineEntry.none {
        first?.version = min(known.version, said.version)
      }
    }
    return first
  }

  /// Whether something a system or connector did is about the upstream claim or a later one: by the
  /// delivery that it cites, else by the upstream's own version where it tells one, else by having
  /// been learned after it.
  private func isAbout(
    _ dispute: Dispute, cites: DeliveryTag, version: Int64, learned: Int64
  ) -> Bool {
    if rules.patterns[dispute.pattern].expectsPresence { return true }
    if let cited = cited(cites, dispute) {
      return isAsLate(dispute, version: cited.version, learned: cited.learned)
    }
    return isAsLate(dispute, version: version, learned: learned)
  }

  private func isAsLate(_ dispute: Dispute, version: Int64, learned: Int64) -> Bool {
    if version != SpineEntry.none, dispute.upstreamVersion != SpineEntry.none {
      return version >= dispute.upstreamVersion
    }
    return learned >= dispute.upstreamLearned
  }

  /// What the upstream said in the delivery that something cites, where it has come.
  private func cited(_ delivery: DeliveryTag, _ dispute: Dispute) -> PastClaim? {
    guard delivery != .none else { return nil }
    return past.first { said in
      !said.isHearsay && said.delivery == delivery
        && (dispute.upstreamSystem.map { $0 == said.system } ?? true)
    }
  }

  /// Whether it is a system whose doing is expected, and that has spoken of the order.
  private func isDownstream(_ dispute: Dispute, _ system: SystemID) -> Bool {
    guard let selector = rules.patterns[dispute.pattern].downstreamOf else { return false }
    return state.means(selector, system, origin: dispute.origin, rules.statuses)
      && state.knows(system)
  }

  private func concerns(_ dispute: Dispute, _ system: SystemID) -> Bool {
    isDownstream(dispute, system)
      || rules.patterns[dispute.pattern].downstreamRole
        == rules.statuses.role(of: system)
  }

  private func isDuplicate(_ dispute: Dispute) -> Bool {
    return rules.patterns.indices.contains { index in
      guard raised.contains(index), let selector = rules.patterns[index].severalOf else {
        return false
      }
      return index == dispute.pattern || selector == rules.patterns[dispute.pattern].downstreamOf
    }
  }

  /// The connector passed on another value than expected, or one that no rule knows; or the
  /// downstream itself made another of the delivery that it cites.
  private func isMapping(_ dispute: Dispute) -> Bool {
    let wrong = past.contains { claim in
      guard claim.isHearsay || cited(claim.cites, dispute) != nil else { return false }
      return concerns(dispute, claim.system) && isOther(claim, than: dispute)
        && isAbout(
          dispute, cites: claim.cites, version: claim.version, learned: claim.learned)
    }
    if wrong { return true }
    return hops.contains { hop in
      guard let target = hop.target, concerns(dispute, target) else { return false }
      return isAbout(dispute, cites: hop.cites, version: hop.version, learned: hop.learned)
        && state.quarantined.contains { $0.item == hop.item && $0.facet != nil }
    }
  }

  /// Whether what the connector says of the downstream is not what the upstream's claim should
  /// become. Where amounts are to agree, the connector's word on the upstream's own facet falls
  /// short of it.
  private func isOther(_ claim: PastClaim, than dispute: Dispute) -> Bool {
    if let facet = rules.patterns[dispute.pattern].downstreamFacet {
      return claim.facet == facet
        && !rules.patterns[dispute.pattern].downstreamStates.contains(claim.state)
    }
    guard !rules.patterns[dispute.pattern].comparisons.isEmpty,
      let expected = dispute.disagreement.upstreamState,
      claim.facet == dispute.disagreement.upstreamFacet, claim.state != expected
    else { return false }
    return rules.ahead(of: claim.state, claim.facet).contains(expected)
  }

  /// The downstream had agreed and went back to something older, or the connector passed events on
  /// in the wrong order.
  private func isSequencing(_ dispute: Dispute) -> Bool {
    let states = rules.patterns[dispute.pattern].downstreamStates
    if let facet = rules.patterns[dispute.pattern].downstreamFacet {
      func isOwn(_ claim: PastClaim) -> Bool {
        claim.facet == facet && !claim.isHearsay && claim.occurred != SpineEntry.none
          && isDownstream(dispute, claim.system)
      }
      if let last = past.last(where: isOwn),
        past.contains(where: {
          $0.occurred > last.occurred && states.contains($0.state)
            && isOwn($0)
        })
      {
        return true
      }
    }
    let forwarded = hops.filter { hop in
      hop.stage == .forwarded && hop.version != SpineEntry.none
        && hop.target.map { concerns(dispute, $0) } ?? false
    }
    guard let last = forwarded.last else { return false }
    return forwarded.contains { $0.version > last.version }
  }

  /// The downstream equals what the upstream was before its edit.
  private func isEdit(_ dispute: Dispute) -> Bool {
    for index in rules.patterns[dispute.pattern].comparisons {
      let compared = rules.comparisons[index]
      if isEdit(upper: compared.left, lower: compared.right, isLines: compared.isLines)
        || isEdit(upper: compared.right, lower: compared.left, isLines: compared.isLines)
      {
        return true
      }
    }
    return false
  }

  private func isEdit(upper: AmountReference, lower: AmountReference, isLines: Bool) -> Bool {
    let statuses = rules.statuses
    if isLines { return state.someLines(upper, lower, statuses) { $0.previous == $1.value } }
    guard let stale = state.amount(lower, statuses) else { return false }
    let origin = state.origin(for: upper.of, statuses)
    return state.amounts.contains {
      $0.kind == upper.kind && $0.previous == stale.value && $0.currency == stale.currency
        && state.means(upper.of, $0.system, origin: origin, statuses)
    }
  }

  private func isRejected(_ dispute: Dispute) -> Bool {
    for index in state.systems.indices
    where state.systems[index].presence == .rejected
      && concerns(dispute, state.systems[index].system)
    {
      return true
    }
    return hops.contains { hop in
      hop.stage == .failed && (hop.target.map { concerns(dispute, $0) } ?? true)
        && isAbout(dispute, cites: hop.cites, version: hop.version, learned: hop.learned)
    }
  }

  private func isLostAtConnector(_ dispute: Dispute) -> Bool {
    // The connector's own clock orders its hops, in whatever order they were learned.
    hops.contains { received in
      received.stage == .received
        && isAbout(
          dispute, cites: received.cites, version: received.version, learned: received.learned)
        && !hops.contains {
          ($0.stage == .forwarded || $0.stage == .failed) && $0.occurred >= received.occurred
        }
    }
  }

  /// The downstream has not moved since; `missingToLedger` where another of its claims implies the
  /// one that never came.
  private func missing(_ dispute: Dispute) -> Cause? {
    let pattern = rules.patterns[dispute.pattern]
    guard pattern.downstreamOf != nil, pattern.hasDownstream || !pattern.comparisons.isEmpty,
      !isOwnContradiction(dispute)
    else { return nil }
    let isImplied = past.contains { claim in
      !claim.isHearsay && claim.learned > dispute.upstreamLearned
        && rules.prerequisites.indices.contains {
          rules.prerequisites[$0].facet == claim.facet
            && rules.prerequisites[$0].states.contains(claim.state)
            && rules.prerequisites[$0].needsFacet == pattern.downstreamFacet
            && !rules.prerequisites[$0].needsStates.isDisjoint(with: pattern.downstreamStates)
        } && isDownstream(dispute, claim.system)
    }
    if isImplied { return .missingToLedger }
    guard let facet = pattern.downstreamFacet else {
      return hasToldAmounts(dispute) ? nil : .missingEvent
    }
    // What is behind has merely not come on; what contradicts and has moved since did
    // so on its own.
    guard dispute.disagreement.isContradiction else { return .missingEvent }
    let hasMoved = state.claims.contains {
      $0.facet == facet && !$0.isHearsay && $0.since > dispute.upstreamLearned
        && isDownstream(dispute, $0.system)
    }
    return hasMoved ? nil : .missingEvent
  }
}

extension OrderFolding {
  /// Whether one system contradicts itself in its amounts: then nothing of it is missing.
  private func isOwnContradiction(_ dispute: Dispute) -> Bool {
    guard !rules.patterns[dispute.pattern].comparisons.isEmpty,
      let system = dispute.upstreamSystem
    else {
      return false
    }
    return isDownstream(dispute, system)
  }

  /// Whether the downstream has told an amount that is to agree since they disagree: its own word
  /// began it, or came later. Zero is what it says before it has done anything.
  private func hasToldAmounts(_ dispute: Dispute) -> Bool {
    let comparisons = rules.patterns[dispute.pattern].comparisons
    return state.amounts.indices.contains { index in
      let amount = state.amounts[index]
      return amount.value != 0 && amountTimes[index].told >= dispute.disagreement.start
        && comparisons.contains {
          rules.comparisons[$0].left.kind == amount.kind
            || rules.comparisons[$0].right.kind == amount.kind
        }
        && isDownstream(dispute, amount.system)
    }
  }
}
