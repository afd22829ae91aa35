import LedgerCore
import LedgerRules

extension OrderFolding {
  /// That a condition holds: since when, and by which claim, where one decided.
  struct Holding {
    var since: Int64
    var claim: Int?
  }

  /// How a system or role stands in a facet: index in `state.claims` of the claim that decided; -1 where
  /// it has none.
  struct Answer: Sendable {
    var state = StateID(rawValue: 0)
    var claim: Int32 = -1
  }

  /// The answer to a question of the rulebook, worked out where it is not known.
  mutating func answer(_ question: Int) -> Answer {
    if question < BitSet.limit, known.contains(question) { return answers[question] }
    let status = state.status(
      of: rules.questions[question].selector, rules.questions[question].facet, rules.statuses,
      countsHeld: rules.questions[question].countsHeld)
    var answer = Answer()
    if let status {
      answer.state = status.state
      answer.claim = Int32(truncatingIfNeeded: status.claim)
    }
    if question < BitSet.limit {
      answers[question] = answer
      known.insert(question)
    }
    return answer
  }

  /// Forgets the answers that what was touched may have changed.
  mutating func forgetAnswers() {
    if touched == .all {
      known = BitSet()
    } else {
      known.subtract(rules.questionWatchers.watching(touched))
    }
  }

  /// The same of answers about truth, once that is known.
  mutating func forgetTruths() {
    known.subtract(rules.questionWatchers.watchingTruths(touched))
  }

  /// Whether a condition holds. What is not known makes it false.
  ///
  /// - Parameter node: of `rules.nodes`.
  mutating func holds(_ node: Int) -> Holding? {
    switch rules.nodes[node] {
    case .always: return Holding(since: state.firstLearned)
    case .facet(let question, let states):
      let answer = answer(question)
      guard answer.claim >= 0, states.contains(answer.state) else { return nil }
      return Holding(since: state.claims[Int(answer.claim)].since, claim: Int(answer.claim))
    case .known(let question):
      let answer = answer(question)
      guard answer.claim >= 0 else { return nil }
      return Holding(since: state.claims[Int(answer.claim)].since, claim: Int(answer.claim))
    case .presence(let selector, let wanted):
      let (presence, since) = state.presence(of: selector, rules.statuses)
      return wanted.contains(presence) ? Holding(since: since) : nil
    case .trait(let wanted):
      return state.traits.isSuperset(of: wanted) ? Holding(since: state.firstLearned) : nil
    case .test: return state.isTest ? Holding(since: state.firstLearned) : nil
    case .has(let reference):
      return state.amount(reference, rules.statuses) == nil
        ? nil : Holding(since: state.firstLearned)
    case .amounts(let left, let comparison, let right):
      guard let left = state.amount(left, rules.statuses),
        let right = state.amount(right, rules.statuses), left.currency == right.currency,
        comparison.holds(left.value, right.value)
      else { return nil }
      return Holding(since: state.firstLearned)
    case .lines(let left, let comparison, let right):
      return state.someLine(left, comparison, right, rules.statuses)
        ? Holding(since: state.firstLearned) : nil
    case .several(let selector, let kind, let excluding, let facet, let partition):
      return state.several(selector, kind, excluding, facet, partition, rules.statuses)
    case .all: return all(of: node)
    case .any: return any(of: node)
    case .not: return holds(node + 1) == nil ? Holding(since: state.firstLearned) : nil
    }
  }

  private mutating func all(of node: Int) -> Holding? {
    var result = Holding(since: state.firstLearned)
    var latest = Int64.min
    var part = node + 1
    let end = rules.ends[node]
    while part < end {
      guard let holding = holds(part) else { return nil }
      if let claim = holding.claim, holding.since >= latest {
        latest = holding.since
        result = Holding(since: holding.since, claim: claim)
      } else if result.claim == nil {
        result.since = max(result.since, holding.since)
      }
      part = rules.ends[part]
    }
    return result
  }

  private mutating func any(of node: Int) -> Holding? {
    var first: Holding?
    var part = node + 1
    let end = rules.ends[node]
    while part < end {
      let next = rules.ends[part]
      if let holding = holds(part), first.map({ holding.since < $0.since }) ?? true {
        first = holding
      }
      part = next
    }
    return first
  }
}

extension OrderState {
  /// Whether a system has two or more live entities of a kind: since the second of them.
  fileprivate func several(
    _ selector: Selector, _ kind: UInt8, _ excluding: StateSet, _ facet: FacetID,
    _ partition: AmountKind?, _ rules: StatusRules
  ) -> OrderFolding.Holding? {
    let origin = origin(for: selector, rules)
    for index in systems.indices
    where means(selector, systems[index].system, origin: origin, rules) {
      let system = systems[index].system
      func isLive(_ claim: Claim) -> Bool {
        claim.system == system && claim.entityKind == kind && claim.facet == facet
          && !claim.isHearsay && claim.entity != 0 && !excluding.contains(claim.state)
      }
      var (first, second) = (Int64.max, Int64.max)
      var count = 0
      for place in claims.indices where isLive(claims[place]) {
        count += 1
        let since = claims[place].since
        (first, second) = since < first ? (since, first) : (first, min(second, since))
      }
      guard count > 1 else { continue }
      if let partition, isPartition(isLive, system: system, partition, rules) { continue }
      let claim = claims.firstIndex {
        $0.system == system && $0.facet == facet && $0.since == second
      }
      return OrderFolding.Holding(since: second, claim: claim)
    }
    return nil
  }

  /// Whether the amounts of some entities are known and come to no more than the origin's.
  private func isPartition(
    _ isLive: (Claim) -> Bool, system: SystemID, _ kind: AmountKind, _ rules: StatusRules
  ) -> Bool {
    guard let whole = amount(AmountReference(of: .origin, kind: kind), rules) else { return false }
    var sum: Int64 = 0
    for entity in claims where isLive(entity) {
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
