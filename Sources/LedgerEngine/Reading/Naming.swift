import LedgerCore
import LedgerFold
import LedgerIndex
import LedgerRules

/// Turns what the fold numbers into names.
struct Naming {
  let table: FoldTable

  var rulebook: Rulebook { table.rulebook }

  func because(_ item: ItemID, _ rule: RuleID) -> OrderReport.Because {
    let rule = rulebook[rule]
    return OrderReport.Because(item: item, file: rule.file, line: rule.line, rule: rule.text)
  }

  func claim(_ facet: FacetID, _ state: StateID) -> String {
    "\(rulebook[facet].name) \(rulebook[facet].name(of: state))"
  }

  func amount(_ amount: OrderState.Amount) -> OrderReport.AmountReport {
    OrderReport.AmountReport(
      kind: rulebook.amountKinds[Int(amount.kind.rawValue)], currency: amount.currency,
      value: amount.value, isPart: amount.entity != 0, isShared: amount.isShared)
  }

  func total(of state: OrderState) -> OrderReport.AmountReport? {
    state.total(by: table).map { amount($0) }
  }

  func stake(of state: OrderState) -> OrderReport.AmountReport? {
    state.stake(by: table).map { amount($0) }
  }

  func systems(of state: OrderState, _ view: OrderView) -> [OrderReport.SystemReport] {
    let statuses = state.statuses(by: table)
    return view.presence.map { presence in
      let facets = statuses.filter { $0.system == presence.system }.map { status in
        let claim = state.claims[status.claim]
        return OrderReport.FacetStatus(
          facet: rulebook[status.facet].name, state: rulebook[status.facet].name(of: status.state),
          since: Timestamp(rawValue: claim.since), because: because(claim.item, claim.rule),
          heldUntil: claim.heldUntil.map { Timestamp(rawValue: $0) })
      }
      return OrderReport.SystemReport(
        name: rulebook[presence.system].name, role: rulebook[presence.system].role,
        presence: presence.presence, reason: presence.reason, due: presence.due, facets: facets,
        amounts: state.amounts.filter { $0.system == presence.system }.map { amount($0) })
    }
  }

  func held(of state: OrderState, asOf: Timestamp) -> [OrderReport.HeldReport] {
    state.claims.compactMap { claim in
      guard let until = claim.heldUntil, until > asOf.rawValue else { return nil }
      return OrderReport.HeldReport(
        item: claim.item, system: rulebook[claim.system].name, facet: rulebook[claim.facet].name,
        state: rulebook[claim.facet].name(of: claim.state), until: Timestamp(rawValue: until))
    }
  }

  func truth(_ truth: OrderState.Truth) -> OrderReport.TruthReport {
    let authorities = rulebook.authority[Int(truth.facet.rawValue)]
    return OrderReport.TruthReport(
      facet: rulebook[truth.facet].name, state: rulebook[truth.facet].name(of: truth.state),
      system: rulebook[truth.system].name, because: because(truth.item, truth.rule),
      skipped: authorities.prefix(truth.skipped).map { name(of: $0.of) })
  }

  func name(of selector: Selector) -> String {
    switch selector {
    case .truth: "truth"
    case .origin: "origin"
    case .role(let role): role.name
    case .system(let system): rulebook[system].name
    }
  }

  func disagreement(
    _ judged: JudgedDisagreement, order: String, names: [String],
    total: OrderReport.AmountReport?
  ) -> DisagreementReport {
    var report = disagreement(judged.disagreement, order: order, names: names, total: total)
    report.status = judged.status.name
    report.cause = judged.cause
    return report
  }

  func disagreement(
    _ closed: ClosedDisagreement, order: String, names: [String],
    total: OrderReport.AmountReport?
  ) -> DisagreementReport {
    var report = disagreement(closed.disagreement, order: order, names: names, total: total)
    report.status = "closed"
    report.closedAt = Timestamp(rawValue: closed.closedLearned)
    report.closing = closed.closing.name
    report.wasMismatch = closed.wasMismatch
    return report
  }

  private func disagreement(
    _ found: Disagreement, order: String, names: [String], total: OrderReport.AmountReport?
  ) -> DisagreementReport {
    let pattern = rulebook.patterns[Int(found.pattern)]
    let upstreamClaim = found.upstreamFacet.flatMap { facet in
      found.upstreamState.map { claim(facet, $0) }
    }
    let downstreamClaim = pattern.downstreamFacet.flatMap { facet in
      found.downstreamState.map { claim(facet, $0) }
    }
    return DisagreementReport(
      order: order, names: names, pattern: pattern.name, title: pattern.title,
      isSLA: pattern.kind == .sla, status: "", cause: found.cause, severity: pattern.severity,
      owner: pattern.owner, remedy: pattern.remedy, start: Timestamp(rawValue: found.start),
      due: Timestamp(rawValue: found.due), hard: Timestamp(rawValue: found.hard),
      upstream: found.upstreamSystem.map { rulebook[$0].name }, upstreamClaim: upstreamClaim,
      upstreamItem: found.upstreamItem,
      downstream: found.downstreamSystem.map { rulebook[$0].name }
        ?? pattern.downstreamOf.map { name(of: $0) }, downstreamClaim: downstreamClaim,
      downstreamItem: found.downstreamItem, closedAt: nil, closing: nil, wasMismatch: nil,
      total: total)
  }
}
