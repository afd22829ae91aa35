import LedgerCore
import LedgerRules

extension Standing {
  /// That a condition holds: since when, and by which claim, where one decided.
  struct Holding {
    var since: Int64
    var claim: Int?
  }

  /// Whether a condition holds. What is not known makes it false.
  func holds(_ condition: Condition) -> Holding? {
    switch condition {
    case .always: return Holding(since: state.firstLearned)
    case .facet(let selector, let facet, let states):
      guard let status = status(of: selector, facet), states.contains(status.state) else {
        return nil
      }
      return Holding(since: state.claims[status.claim].since, claim: status.claim)
    case .known(let selector, let facet):
      guard let status = status(of: selector, facet) else { return nil }
      return Holding(since: state.claims[status.claim].since, claim: status.claim)
    case .presence(let selector, let wanted):
      let (presence, since) = presence(of: selector)
      return wanted.contains(presence) ? Holding(since: since) : nil
    case .trait(let traits):
      return state.traits.isSuperset(of: traits) ? Holding(since: state.firstLearned) : nil
    case .test: return state.isTest ? Holding(since: state.firstLearned) : nil
    case .has(let reference):
      return amount(reference) == nil ? nil : Holding(since: state.firstLearned)
    case .amounts(let left, let comparison, let right):
      guard let left = amount(left), let right = amount(right), left.currency == right.currency,
        comparison.holds(left.value, right.value)
      else { return nil }
      return Holding(since: state.firstLearned)
    case .lines(let left, let comparison, let right):
      return someLine(left, comparison, right) ? Holding(since: state.firstLearned) : nil
    case .several(let selector, let kind, let excluding, let facet, let partition):
      return several(selector, kind, excluding, facet, partition)
    case .all(let parts): return all(parts)
    case .any(let parts): return any(parts)
    case .not(let part):
      return holds(part) == nil ? Holding(since: state.firstLearned) : nil
    }
  }

  private func all(_ parts: [Condition]) -> Holding? {
    var result = Holding(since: state.firstLearned)
    var latest = Int64.min
    for part in parts {
      guard let holding = holds(part) else { return nil }
      if let claim = holding.claim, holding.since >= latest {
        latest = holding.since
        result = Holding(since: holding.since, claim: claim)
      } else if result.claim == nil {
        result.since = max(result.since, holding.since)
      }
    }
    return result
  }

  private func any(_ parts: [Condition]) -> Holding? {
    var first: Holding?
    for part in parts {
      guard let holding = holds(part) else { continue }
      if let known = first, known.since <= holding.since { continue }
      first = holding
    }
    return first
  }

  /// An amount of a selected system: of the order itself, else the sum over its entities; over several
  /// systems of a role, the sum. Not known where currencies differ or several orders share it.
  func amount(_ reference: AmountReference) -> (value: Int64, currency: Currency)? {
    var total: (value: Int64, currency: Currency)?
    for record in systems(reference.of) {
      guard let part = amount(reference.kind, of: record.system) else { continue }
      guard let sum = total else {
        total = part
        continue
      }
      let (value, overflow) = sum.value.addingReportingOverflow(part.value)
      guard !overflow, sum.currency == part.currency else { return nil }
      total = (value, sum.currency)
    }
    return total
  }

  private func amount(_ kind: AmountKind, of system: SystemID) -> (
    value: Int64, currency: Currency
  )? {
    var total: (value: Int64, currency: Currency)?
    for amount in state.amounts where amount.system == system && amount.kind == kind {
      if amount.isShared { return nil }
      if amount.entity == 0 { return (amount.value, amount.currency) }
      guard let sum = total else {
        total = (amount.value, amount.currency)
        continue
      }
      let (value, overflow) = sum.value.addingReportingOverflow(amount.value)
      guard !overflow, sum.currency == amount.currency else { return nil }
      total = (value, sum.currency)
    }
    return total
  }

  private func someLine(
    _ left: AmountReference, _ comparison: Comparison, _ right: AmountReference
  ) -> Bool {
    let others = lines(right)
    return lines(left).contains { line in
      others.contains { $0.entity == line.entity && comparison.holds(line.value, $0.value) }
    }
  }

  func lines(_ reference: AmountReference) -> [OrderState.Amount] {
    let systems = systems(reference.of).map(\.system)
    return state.amounts.filter {
      $0.entity != 0 && $0.kind == reference.kind && systems.contains($0.system) && !$0.isShared
    }
  }

  private func several(
    _ selector: Selector, _ kind: UInt8, _ excluding: StateSet, _ facet: FacetID,
    _ partition: AmountKind?
  ) -> Holding? {
    for record in systems(selector) {
      let live = state.claims.filter {
        $0.system == record.system && $0.entityKind == kind && $0.facet == facet && !$0.isHearsay
          && $0.entity != 0 && !excluding.contains($0.state)
      }
      guard live.count > 1 else { continue }
      if let partition, isPartition(live, system: record.system, partition) { continue }
      let second = live.map(\.since).sorted()[1]
      let claim = state.claims.firstIndex {
        $0.system == record.system && $0.facet == facet && $0.since == second
      }
      return Holding(since: second, claim: claim)
    }
    return nil
  }

  /// Whether the entities' amounts are known and come to no more than the origin's.
  private func isPartition(
    _ entities: [OrderState.Claim], system: SystemID, _ kind: AmountKind
  ) -> Bool {
    guard let whole = amount(AmountReference(of: .origin, kind: kind)) else { return false }
    var sum: Int64 = 0
    for entity in entities {
      guard
        let part = state.amounts.first(where: {
          $0.system == system && $0.entity == entity.entity && $0.kind == kind
        })
      else { return false }
      sum = sum.addingReportingOverflow(part.value).partialValue
    }
    return sum <= whole.value
  }
}

extension Comparison {
  func holds(_ left: Int64, _ right: Int64) -> Bool {
    switch self {
    case .equal: left == right
    case .different: left != right
    case .less: left < right
    case .greater: left > right
    }
  }
}
