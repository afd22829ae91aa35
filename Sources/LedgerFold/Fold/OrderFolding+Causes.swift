import LedgerCore
import LedgerRules

extension OrderFolding {
  /// What a cause is looked for in.
  struct Dispute {
    var pattern: Pattern
    var disagreement: Disagreement
    /// When the ledger first learned what the upstream claims, and the claim's version.
    var upstreamLearned: Int64
    var upstreamVersion: Int64
    var upstreamSystem: SystemID?
    /// The systems whose doing is expected.
    var downstream: [SystemID]
    var downstreamRole: Role?
  }

  /// The first cause of the rulebook's list that holds. `unobservable` depends on what channels have
  /// been heard from, so a view decides it.
  func cause(
    of pattern: Pattern, _ disagreement: Disagreement, _ standing: Standing, isRaised: [Bool]
  ) -> Cause {
    let upstream = tracks[Int(disagreement.pattern)].upstreamClaim.map { state.claims[$0] }
    let role: Role? = if case .role(let role)? = pattern.downstreamOf { role } else { nil }
    let dispute = Dispute(
      pattern: pattern, disagreement: disagreement,
      upstreamLearned: firstLearned(upstream) ?? disagreement.openedLearned,
      upstreamVersion: upstream?.version ?? SpineEntry.none, upstreamSystem: upstream?.system,
      downstream: pattern.downstreamOf.map { standing.systems($0).map(\.system) } ?? [],
      downstreamRole: role)
    for cause in table.rulebook.causes {
      let found: Cause? =
        switch cause {
        case .unobservable, .undetermined: nil
        case .duplicate: isDuplicate(dispute, isRaised) ? cause : nil
        case .mapping: isMapping(dispute) ? cause : nil
        case .sequencing: isSequencing(dispute) ? cause : nil
        case .editNotPropagated: isEdit(dispute, standing) ? cause : nil
        case .rejected: isRejected(dispute) ? cause : nil
        case .lostAtConnector: isLostAtConnector(dispute) ? cause : nil
        case .missingEvent, .missingToLedger: missing(dispute)
        }
      if let found { return found }
    }
    return .undetermined
  }

  /// When a system first said of the order what a claim of it says.
  private func firstLearned(_ claim: OrderState.Claim?) -> Int64? {
    guard let claim else { return nil }
    return past.first {
      !$0.isHearsay && $0.system == claim.system && $0.facet == claim.facet
        && $0.state == claim.state
    }?.learned
  }

  /// Whether something a system or connector did is about the upstream claim or a later one: by the
  /// upstream's own version where it cites one, else by having been learned after it.
  private func isAbout(_ dispute: Dispute, version: Int64, learned: Int64) -> Bool {
    if dispute.pattern.expectsPresence { return true }
    if version != SpineEntry.none, dispute.upstreamVersion != SpineEntry.none {
      return version >= dispute.upstreamVersion
    }
    return learned >= dispute.upstreamLearned
  }

  private func concerns(_ dispute: Dispute, _ system: SystemID) -> Bool {
    if dispute.downstream.contains(system) { return true }
    return dispute.downstreamRole == table.rulebook.role(of: system)
  }

  private func isDuplicate(_ dispute: Dispute, _ isRaised: [Bool]) -> Bool {
    table.rulebook.patterns.enumerated().contains { index, pattern in
      guard isRaised[index], let selector = pattern.upstream.severalOf else { return false }
      return index == Int(dispute.disagreement.pattern) || selector == dispute.pattern.downstreamOf
    }
  }

  /// The connector passed on another value than expected, or one that no rule knows.
  private func isMapping(_ dispute: Dispute) -> Bool {
    let wrong = past.contains { claim in
      claim.isHearsay && concerns(dispute, claim.system) && isOther(claim, than: dispute)
        && isAbout(dispute, version: claim.version, learned: claim.learned)
    }
    if wrong { return true }
    return hops.contains { hop in
      guard let target = hop.target, concerns(dispute, target) else { return false }
      return isAbout(dispute, version: hop.version, learned: hop.learned)
        && state.quarantined.contains { $0.item == hop.item && $0.facet != nil }
    }
  }

  /// Whether what the connector says of the downstream is not what the upstream's claim should become.
  /// Where amounts are to agree, the connector's word on the upstream's own facet falls short of it.
  private func isOther(_ claim: PastClaim, than dispute: Dispute) -> Bool {
    if let facet = dispute.pattern.downstreamFacet {
      return claim.facet == facet && !dispute.pattern.downstreamStates.contains(claim.state)
    }
    guard dispute.pattern.comparedAmounts != nil, let expected = dispute.disagreement.upstreamState,
      claim.facet == dispute.disagreement.upstreamFacet, claim.state != expected
    else { return false }
    return table.rulebook[claim.facet].ahead[Int(claim.state.rawValue)].contains(expected)
  }

  /// The downstream had agreed and went back to something older, or the connector passed events on in
  /// the wrong order.
  private func isSequencing(_ dispute: Dispute) -> Bool {
    if let facet = dispute.pattern.downstreamFacet {
      let own = past.filter {
        !$0.isHearsay && dispute.downstream.contains($0.system) && $0.facet == facet
          && $0.occurred != SpineEntry.none
      }
      if let last = own.last,
        own.contains(where: {
          dispute.pattern.downstreamStates.contains($0.state) && $0.occurred > last.occurred
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
  private func isEdit(_ dispute: Dispute, _ standing: Standing) -> Bool {
    dispute.pattern.comparedAmounts?.contains { isEdit($0, standing) } ?? false
  }

  private func isEdit(_ compared: Condition.ComparedAmounts, _ standing: Standing) -> Bool {
    [(compared.left, compared.right), (compared.right, compared.left)].contains { upper, lower in
      if compared.isLines {
        let lowerLines = standing.lines(lower)
        return standing.lines(upper).contains { line in
          lowerLines.contains { $0.entity == line.entity && $0.value == line.previous }
        }
      }
      guard let stale = standing.amount(lower) else { return false }
      let systems = standing.systems(upper.of).map(\.system)
      return state.amounts.contains {
        systems.contains($0.system) && $0.kind == upper.kind && $0.previous == stale.value
          && $0.currency == stale.currency
      }
    }
  }

  private func isRejected(_ dispute: Dispute) -> Bool {
    if state.systems.contains(where: { $0.presence == .rejected && concerns(dispute, $0.system) }) {
      return true
    }
    return hops.contains { hop in
      hop.stage == .failed && (hop.target.map { concerns(dispute, $0) } ?? true)
        && isAbout(dispute, version: hop.version, learned: hop.learned)
    }
  }

  private func isLostAtConnector(_ dispute: Dispute) -> Bool {
    // The connector's own clock orders its hops, in whatever order they were learned.
    hops.contains { received in
      received.stage == .received
        && isAbout(dispute, version: received.version, learned: received.learned)
        && !hops.contains {
          ($0.stage == .forwarded || $0.stage == .failed) && $0.occurred >= received.occurred
        }
    }
  }

  /// The downstream has not moved since; `missingToLedger` where another of its claims implies the one
  /// that never came.
  private func missing(_ dispute: Dispute) -> Cause? {
    guard dispute.pattern.downstreamOf != nil,
      dispute.pattern.downstream != nil || dispute.pattern.comparedAmounts != nil,
      !isOwnContradiction(dispute)
    else { return nil }
    let later = past.filter {
      !$0.isHearsay && dispute.downstream.contains($0.system)
        && $0.learned > dispute.upstreamLearned
    }
    let implied = later.contains { claim in
      table.rulebook.prerequisites.contains {
        $0.facet == claim.facet && $0.states.contains(claim.state)
          && $0.needsFacet == dispute.pattern.downstreamFacet
          && !$0.needsStates.isDisjoint(with: dispute.pattern.downstreamStates)
      }
    }
    if implied { return .missingToLedger }
    guard let facet = dispute.pattern.downstreamFacet else {
      return hasSetAmounts(dispute) ? nil : .missingEvent
    }
    // What is behind has merely not come on; what contradicts and has moved since did so on its own.
    guard dispute.disagreement.isContradiction else { return .missingEvent }
    let hasMoved = state.claims.contains {
      !$0.isHearsay && dispute.downstream.contains($0.system) && $0.facet == facet
        && $0.since > dispute.upstreamLearned
    }
    return hasMoved ? nil : .missingEvent
  }
}

extension OrderFolding {
  /// Whether one system contradicts itself in its amounts: then nothing of it is missing.
  private func isOwnContradiction(_ dispute: Dispute) -> Bool {
    guard dispute.pattern.comparedAmounts != nil, let system = dispute.upstreamSystem else {
      return false
    }
    return dispute.downstream.contains(system)
  }

  /// Whether the downstream has set an amount that is to agree since the upstream's claim.
  private func hasSetAmounts(_ dispute: Dispute) -> Bool {
    let kinds = (dispute.pattern.comparedAmounts ?? []).flatMap { [$0.left.kind, $0.right.kind] }
    return state.amounts.contains {
      dispute.downstream.contains($0.system) && kinds.contains($0.kind)
        && $0.item.position > dispute.disagreement.openedItem.position
    }
  }
}

extension Condition {
  /// Whose several entities the condition asks for, where it does.
  var severalOf: Selector? {
    switch self {
    case .several(let selector, _, _, _, _): selector
    case .all(let parts), .any(let parts): parts.lazy.compactMap(\.severalOf).first
    default: nil
    }
  }

  /// Two amounts that a condition compares.
  struct ComparedAmounts {
    var left: AmountReference
    var right: AmountReference
    var isLines: Bool
  }

  /// Every comparison in the condition.
  var comparedAmounts: [ComparedAmounts] {
    switch self {
    case .amounts(let left, _, let right):
      [ComparedAmounts(left: left, right: right, isLines: false)]
    case .lines(let left, _, let right):
      [ComparedAmounts(left: left, right: right, isLines: true)]
    case .not(let part): part.comparedAmounts
    case .all(let parts), .any(let parts): parts.flatMap(\.comparedAmounts)
    default: []
    }
  }
}

extension Pattern {
  /// The amounts that are to agree: those that the downstream is to match, or whose difference is
  /// itself the contradiction.
  var comparedAmounts: [Condition.ComparedAmounts]? {
    let compared = (downstream ?? upstream).comparedAmounts
    return compared.isEmpty ? nil : compared
  }

  /// Whether all that is expected is that the downstream has the order at all.
  var expectsPresence: Bool {
    if case .presence? = downstream { true } else { false }
  }
}
