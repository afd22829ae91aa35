import LedgerCore
import LedgerRules

extension OrderState.Claim {
  var key: (UInt16, UInt8, UInt64, UInt8) {
    (system.rawValue, isHearsay ? 1 : 0, entity, facet.rawValue)
  }
}

extension OrderState.Amount {
  var key: (UInt16, UInt64, UInt16) { (system.rawValue, entity, kind.rawValue) }
}

extension OrderFolding {
  /// Records a claim for its claimant, unless an equal or newer version stands.
  mutating func apply(
    _ claim: Evaluation.Claim, _ row: FoldTable.Row, _ entry: SpineEntry, instant: Int64
  ) {
    past.append(
      PastClaim(
        system: row.system, isHearsay: row.isHearsay, facet: claim.facet, state: claim.state,
        version: entry.version, occurred: entry.occurred, learned: entry.received, item: entry.id,
        delivery: entry.delivery, cites: entry.cites))
    if !row.isHearsay { seen[Int(claim.facet.rawValue)].formUnion(StateSet(claim.state)) }
    guard rules.keeps(claim.facet) else { return }
    var made = OrderState.Claim(
      system: row.system, isHearsay: row.isHearsay, entityKind: row.entityKind,
      entity: entry.entity, facet: claim.facet, state: claim.state, rule: claim.rule,
      item: entry.id, version: entry.version, occurred: entry.occurred, learned: entry.received,
      since: min(instant, entry.received), heldUntil: nil)
    guard let index = place(of: made) else {
      hold(&made, role: row.role)
      state.claims.append(made)
      touch(claim.facet, of: row.system)
      return
    }
    let standing = state.claims[index]
    guard isNewer(made, than: standing) else {
      state.late.append(
        OrderState.LateClaim(
          system: row.system, facet: claim.facet, state: claim.state, item: entry.id))
      return
    }
    if made.state == standing.state {
      made.since = standing.since
    } else if !rules.allows(
      made.facet, from: standing.state, to: made.state, isAction: row.isAction)
    {
      state.illegal.append(
        OrderState.IllegalMove(
          system: row.system, facet: claim.facet, from: standing.state, to: made.state,
          item: entry.id))
    }
    hold(&made, role: row.role)
    state.claims[index] = made
    touch(claim.facet, of: row.system)
  }

  private mutating func touch(_ facet: FacetID, of system: SystemID) {
    if touched != .all { touched.insert(facet, of: roles(of: system)) }
  }

  private mutating func touch(_ kind: AmountKind, of system: SystemID) {
    if touched != .all { touched.insert(kind, of: roles(of: system)) }
  }

  /// The role of a system, and that of the origin where it is that.
  private func roles(of system: SystemID) -> UInt64 {
    let role = Aspects.mask(rules.statuses.role(of: system))
    return state.originSystem(rules.statuses) == system ? role | Aspects.origin : role
  }

  /// Whether a claim supersedes the one that stands. Versions decide where both have one; at equal
  /// versions (a sender that counts in seconds) the state further forward stands, whichever came
  /// first, so that the order of arrival does not matter.
  private func isNewer(_ made: OrderState.Claim, than standing: OrderState.Claim) -> Bool {
    guard made.version != SpineEntry.none, standing.version != SpineEntry.none,
      made.version <= standing.version
    else { return true }
    return made.version == standing.version && made.state > standing.state
  }

  /// Where the claim stands that another is about.
  private func place(of made: OrderState.Claim) -> Int? {
    for index in state.claims.indices
    where state.claims[index].system == made.system && state.claims[index].facet == made.facet
      && state.claims[index].entity == made.entity
      && state.claims[index].isHearsay == made.isHearsay
    {
      return index
    }
    return nil
  }

  private mutating func hold(_ made: inout OrderState.Claim, role: Role) {
    made.heldUntil = holdLimit(of: made, role: role)
    if made.heldUntil != nil { hasHeld = true }
  }

  /// Until when the claim's effect on truth waits; nil where nothing is missing.
  private func holdLimit(of claim: OrderState.Claim, role: Role) -> Int64? {
    guard scope == .order, !claim.isHearsay,
      rules.waitingFacets & 1 << UInt64(claim.facet.rawValue) != 0
    else { return nil }
    for index in rules.prerequisites.indices
    where rules.prerequisites[index].facet == claim.facet
      && rules.prerequisites[index].states.contains(claim.state)
      && rules.prerequisites[index].applies(to: role)
    {
      let prerequisite = rules.prerequisites[index]
      if seen[Int(prerequisite.needsFacet.rawValue)].isDisjoint(with: prerequisite.needsStates) {
        return (Timestamp(rawValue: claim.learned) + prerequisite.hold).rawValue
      }
    }
    return nil
  }

  /// Lets held claims take effect whose prerequisite has come, or whose time is up by log time.
  mutating func releaseHeld(learned: Int64) {
    guard hasHeld else { return }
    hasHeld = false
    for index in state.claims.indices {
      guard let limit = state.claims[index].heldUntil else { continue }
      let claim = state.claims[index]
      if holdLimit(of: claim, role: rules.statuses.role(of: claim.system)) == nil {
        state.claims[index].heldUntil = nil
        touch(claim.facet, of: claim.system)
      } else if learned >= limit {
        state.claims[index].heldUntil = nil
        touch(claim.facet, of: claim.system)
        state.expiredHolds.append(
          OrderState.ExpiredHold(facet: claim.facet, state: claim.state, item: claim.item))
      } else {
        hasHeld = true
      }
    }
  }

  /// Notes that a system has spoken of the order, and whether it knows it.
  mutating func notePresence(_ row: FoldTable.Row, _ entry: SpineEntry, instant: Int64) {
    if row.isHearsay { return }
    let since = min(instant, entry.received)
    let claimed: PresenceClaimed =
      switch row.presence {
      case nil, .present: .present
      case .absent: .absent
      case .rejected: .rejected
      case .deleted: .deleted
      }
    if row.standing == .thin {
      state.awaiting.append(entry.id)
      awaitingSystems.append((entry.id, row.system))
    } else if entry.slot == 0, !awaitingSystems.isEmpty {
      let mine = awaitingSystems.filter { $0.system == row.system }.map(\.item)
      state.awaiting.removeAll { mine.contains($0) }
      awaitingSystems.removeAll { $0.system == row.system }
    }
    guard let index = state.systems.firstIndex(where: { $0.system == row.system }) else {
      let origin = state.originSystem(rules.statuses)
      state.systems.append(
        OrderState.SystemRecord(
          system: row.system, presence: claimed, reason: table.reasons[Int(row.reason)],
          presenceItem: entry.id, firstItem: entry.id, lastItem: entry.id,
          lastLearned: entry.received, since: since))
      // Its role means one system more, and so may the origin.
      if state.originSystem(rules.statuses) != origin {
        touched = .all
      } else {
        touched.insert(allOf: roles(of: row.system))
      }
      return
    }
    state.systems[index].lastItem = entry.id
    state.systems[index].lastLearned = entry.received
    if state.systems[index].presence != claimed {
      state.systems[index].presence = claimed
      state.systems[index].presenceItem = entry.id
      state.systems[index].reason = table.reasons[Int(row.reason)]
      state.systems[index].since = since
      touched.insert(presenceOf: roles(of: row.system))
    }
  }

  /// Sets an amount, unless a newer version of it stands.
  mutating func set(
    kind: UInt16, currency: UInt16, value: Int64, entity: UInt64, _ row: FoldTable.Row,
    _ entry: SpineEntry
  ) {
    guard !row.isHearsay, row.standing == .understood,
      rules.keptAmounts & 1 << UInt64(kind & 63) != 0
    else { return }
    var amount = OrderState.Amount(
      system: row.system, entity: entity, kind: AmountKind(rawValue: kind),
      currency: Currency(rawValue: currency), value: value, previous: nil, version: entry.version,
      item: entry.id, isShared: entry.flags.contains(.shared))
    let told =
      entry.occurred == SpineEntry.none ? entry.received : min(entry.occurred, entry.received)
    guard let index = place(of: amount) else {
      state.amounts.append(amount)
      amountTimes.append(AmountTimes(since: told, told: told))
      touch(amount.kind, of: amount.system)
      return
    }
    let standing = state.amounts[index]
    if entry.version != SpineEntry.none, standing.version != SpineEntry.none,
      entry.version < standing.version
    {
      return
    }
    let isSame = standing.value == value && standing.currency == amount.currency
    amount.previous = isSame ? standing.previous : standing.value
    amountTimes[index] = AmountTimes(since: isSame ? amountTimes[index].since : told, told: told)
    if !isSame || standing.isShared != amount.isShared { touch(amount.kind, of: amount.system) }
    state.amounts[index] = amount
  }

  private func place(of made: OrderState.Amount) -> Int? {
    for index in state.amounts.indices
    where state.amounts[index].system == made.system && state.amounts[index].kind == made.kind
      && state.amounts[index].entity == made.entity
    {
      return index
    }
    return nil
  }

  mutating func noteQuarantine(_ row: FoldTable.Row, _ entry: SpineEntry) {
    for index in row.quarantined {
      let found = table.quarantined[Int(index)]
      state.quarantined.append(
        OrderState.Quarantined(
          item: entry.id, facet: found.facet, reason: found.reason, fact: found.fact,
          value: found.value))
    }
    if entry.flags.contains(.conflict), state.conflicts.last != entry.id {
      state.conflicts.append(entry.id)
    }
  }

  /// Counts each of the order's own items once: a conflict before a quarantine before a wait
  /// before a hold.
  mutating func countOutcomes() {
    guard
      !sharedItems.isEmpty || !state.conflicts.isEmpty || !state.quarantined.isEmpty
        || !state.awaiting.isEmpty || state.claims.contains(where: { $0.heldUntil != nil })
    else {
      state.counts.accepted = state.counts.items
      return
    }
    var counted = sharedItems
    func count(_ items: some Sequence<ItemID>) -> Int {
      var fresh = 0
      for item in items where counted.insert(item).inserted { fresh += 1 }
      return fresh
    }
    state.counts.conflict = count(state.conflicts)
    state.counts.quarantined = count(state.quarantined.map(\.item))
    state.counts.awaitingDetail = count(state.awaiting)
    state.counts.held = count(state.claims.filter { $0.heldUntil != nil }.map(\.item))
    state.counts.accepted = state.counts.items - (counted.count - sharedItems.count)
  }
}
