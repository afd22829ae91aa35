import LedgerCore
import LedgerRules

extension OrderState {
  /// That a condition holds: since when, and by which claim, where one decided.
  struct Holding {
    var since: Int64
    var claim: Int?
  }

  /// Whether a condition holds. What is not known makes it false.
  ///
  /// - Parameter node: of `rules.conditions`.
  func holds(_ node: Int, _ rules: FoldRules) -> Holding? {
    switch rules.conditions.nodes[node] {
    case .always: return Holding(since: firstLearned)
    case .facet(let selector, let facet, let states):
      guard let status = status(of: selector, facet, rules.statuses),
        states.contains(status.state)
      else { return nil }
      return Holding(since: claims[status.claim].since, claim: status.claim)
    case .known(let selector, let facet):
      guard let status = status(of: selector, facet, rules.statuses) else { return nil }
      return Holding(since: claims[status.claim].since, claim: status.claim)
    case .presence(let selector, let wanted):
      let (presence, since) = presence(of: selector, rules.statuses)
      return wanted.contains(presence) ? Holding(since: since) : nil
    case .trait(let wanted):
      return traits.isSuperset(of: wanted) ? Holding(since: firstLearned) : nil
    case .test: return isTest ? Holding(since: firstLearned) : nil
    case .has(let reference):
      return amount(reference, rules.statuses) == nil ? nil : Holding(since: firstLearned)
    case .amounts(let left, let comparison, let right):
      guard let left = amount(left, rules.statuses), let right = amount(right, rules.statuses),
        left.currency == right.currency, comparison.holds(left.value, right.value)
      else { return nil }
      return Holding(since: firstLearned)
    case .lines(let left, let comparison, let right):
      return someLine(left, comparison, right, rules.statuses)
        ? Holding(since: firstLearned) : nil
    case .several(let selector, let kind, let excluding, let facet, let partition):
      return several(selector, kind, excluding, facet, partition, rules.statuses)
    case .all: return all(of: node, rules)
    case .any: return any(of: node, rules)
    case .not: return holds(node + 1, rules) == nil ? Holding(since: firstLearned) : nil
    }
  }

  private func all(of node: Int, _ rules: FoldRules) -> Holding? {
    var result = Holding(since: firstLearned)
    var latest = Int64.min
    var part = node + 1
    while part < rules.conditions.ends[node] {
      guard let holding = holds(part, rules) else { return nil }
      if let claim = holding.claim, holding.since >= latest {
        latest = holding.since
        result = Holding(since: holding.since, claim: claim)
      } else if result.claim == nil {
        result.since = max(result.since, holding.since)
      }
      part = rules.conditions.ends[part]
    }
    return result
  }

  private func any(of node: Int, _ rules: FoldRules) -> Holding? {
    var first: Holding?
    var part = node + 1
    while part < rules.conditions.ends[node] {
      defer { part = rules.conditions.ends[part] }
      guard let holding = holds(part, rules) else { continue }
      if let known = first, known.since <= holding.since { continue }
      first = holding
    }
    return first
  }

  private func several(
    _ selector: Selector, _ kind: UInt8, _ excluding: StateSet, _ facet: FacetID,
    _ partition: AmountKind?, _ rules: StatusRules
  ) -> Holding? {
    let origin = origin(for: selector, rules)
    for index in systems.indices
    where means(selector, systems[index].system, origin: origin, rules) {
      let system = systems[index].system
      let live = claims.filter {
        $0.system == system && $0.entityKind == kind && $0.facet == facet && !$0.isHearsay
          && $0.entity != 0 && !excluding.contains($0.state)
      }
      guard live.count > 1 else { continue }
      if let partition, isPartition(live, system: system, partition, rules) { continue }
      let second = live.map(\.since).sorted()[1]
      let claim = claims.firstIndex {
        $0.system == system && $0.facet == facet && $0.since == second
      }
      return Holding(since: second, claim: claim)
    }
    return nil
  }

  /// Whether the entities' amounts are known and come to no more than the origin's.
  private func isPartition(
    _ entities: [OrderState.Claim], system: SystemID, _ kind: AmountKind, _ rules: StatusRules
  ) -> Bool {
    guard let whole = amount(AmountReference(of: .origin, kind: kind), rules) else { return false }
    var sum: Int64 = 0
    for entity in entities {
      guard
        let part = amounts.first(where: {
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
