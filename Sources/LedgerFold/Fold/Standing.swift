import LedgerCore
import LedgerRules

/// Reads an order's state as conditions and authorities see it.
struct Standing {
  /// What a system, or a role, says of a facet.
  struct Status {
    var state: StateID
    /// Index in `OrderState.claims` of the claim that decided.
    var claim: Int
  }

  let state: OrderState
  let rulebook: Rulebook
  /// Held claims count where their claimant is asked, not where truth is resolved.
  var countsHeld = true

  func status(of selector: Selector, _ facet: FacetID) -> Status? {
    switch selector {
    case .truth: truthStatus(facet)
    case .origin: originSystem.flatMap { status(ofSystem: $0, facet) }
    case .system(let system): status(ofSystem: system, facet)
    case .role(let role): status(ofRole: role, facet)
    }
  }

  /// The origin that an item named, where that system has spoken; else the first heard of by role.
  var originSystem: SystemID? {
    if let origin = state.origin, state.systems.contains(where: { $0.system == origin }) {
      return origin
    }
    for role in rulebook.originRoles {
      if let first = state.systems.first(where: { rulebook.role(of: $0.system) == role }) {
        return first.system
      }
    }
    return nil
  }

  /// Systems of the order that a selector means, in order of first mention.
  func systems(_ selector: Selector) -> [OrderState.SystemRecord] {
    switch selector {
    case .truth, .origin:
      guard let origin = originSystem else { return [] }
      return state.systems.filter { $0.system == origin }
    case .system(let system): return state.systems.filter { $0.system == system }
    case .role(let role): return state.systems.filter { rulebook.role(of: $0.system) == role }
    }
  }

  func presence(of selector: Selector) -> (PresenceClaimed, since: Int64) {
    let records = systems(selector)
    let present = records.filter { $0.presence == .present }
    if let first = present.first {
      return (.present, present.reduce(first.since) { min($0, $1.since) })
    }
    guard let last = records.last else { return (.unheard, state.firstLearned) }
    return (last.presence, last.since)
  }

  private func truthStatus(_ facet: FacetID) -> Status? {
    guard let truth = state.truth.first(where: { $0.facet == facet }) else { return nil }
    let claim = state.claims.firstIndex {
      $0.facet == facet && $0.system == truth.system && !$0.isHearsay && $0.item == truth.item
    }
    return Status(state: truth.state, claim: claim ?? 0)
  }

  private func status(ofRole role: Role, _ facet: FacetID) -> Status? {
    var combination = Combination(rulebook.facets[Int(facet.rawValue)])
    for record in state.systems where rulebook.role(of: record.system) == role {
      if let status = status(ofSystem: record.system, facet) {
        combination.add(status, learned: state.claims[status.claim].learned)
      }
    }
    return combination.result
  }

  /// What a system says of a facet: the claim about the order itself where nothing newer was said of
  /// an entity, else what the entities come to.
  func status(ofSystem system: SystemID, _ facet: FacetID) -> Status? {
    var combination = Combination(rulebook.facets[Int(facet.rawValue)])
    var whole: Status?
    var newest = Int64.min
    for (index, claim) in state.claims.enumerated()
    where claim.system == system && claim.facet == facet && !claim.isHearsay {
      if !countsHeld && claim.heldUntil != nil { continue }
      let status = Status(state: claim.state, claim: index)
      if claim.entity == 0 {
        whole = status
      } else {
        combination.add(status, learned: claim.learned)
        newest = max(newest, claim.age)
      }
    }
    if let whole, state.claims[whole.claim].age >= newest { return whole }
    return rolledUp(combination, with: whole, system, facet)
  }

  /// The entities together; an older claim about the whole order counts as one of them, unless their
  /// amounts show that they are all there is.
  private func rolledUp(
    _ entities: Combination, with whole: Status?, _ system: SystemID, _ facet: FacetID
  ) -> Status? {
    guard var result = entities.result else { return whole }
    guard let rollup = rulebook.facets[Int(facet.rawValue)].rollup else { return result }
    let isReached = reachesMeasure(rollup, system: system, facet)
    if result.state == rollup.full, isReached == false { result.state = rollup.partial }
    guard let whole, isReached != true else { return result }
    var combination = entities
    combination.add(whole, learned: .min)
    guard var joint = combination.result else { return result }
    joint.claim = result.claim
    return joint
  }

  /// Whether the entities in the full state add up to what the order is about; nil where not known.
  private func reachesMeasure(_ rollup: Rollup, system: SystemID, _ facet: FacetID) -> Bool? {
    guard let measure = rollup.measure, let against = rollup.against else { return nil }
    var sum: Int64 = 0
    var currency: Currency?
    for claim in state.claims
    where claim.system == system && claim.facet == facet && !claim.isHearsay
      && claim.state == rollup.full
    {
      guard
        let amount = state.amounts.first(where: {
          $0.system == system && $0.entity == claim.entity && $0.kind == measure
        }), !amount.isShared, currency == nil || currency == amount.currency
      else { return nil }
      currency = amount.currency
      sum = sum.addingReportingOverflow(amount.value).partialValue
    }
    guard let currency, let whole = whole(against, of: system), whole.currency == currency else {
      return nil
    }
    return sum >= whole.value
  }

  private func whole(_ kind: AmountKind, of system: SystemID) -> (value: Int64, currency: Currency)?
  {
    if let own = orderAmount(kind, of: system) { return own }
    return originSystem.flatMap { orderAmount(kind, of: $0) }
  }

  private func orderAmount(
    _ kind: AmountKind, of system: SystemID
  ) -> (value: Int64, currency: Currency)? {
    state.amounts.first {
      $0.system == system && $0.entity == 0 && $0.kind == kind && !$0.isShared
    }.map { ($0.value, $0.currency) }
  }
}

extension OrderState.Claim {
  /// By which claims of one system are ordered: their version, else when they were learned.
  fileprivate var age: Int64 { version == SpineEntry.none ? learned : version }
}

/// How several entities, or several systems of a role, make one status.
private struct Combination {
  private let forwardCount: Int
  private let rollup: Rollup?
  var ignored: Standing.Status?
  var furthest: Standing.Status?
  var latest: Standing.Status?
  var latestLearned = Int64.min
  var hasFull = false
  var hasPartial = false
  var hasOther = false

  init(_ facet: borrowing Facet) {
    forwardCount = facet.forwardCount
    rollup = facet.rollup
  }

  mutating func add(_ status: Standing.Status, learned: Int64) {
    if let rollup {
      if rollup.ignore.contains(status.state) {
        ignored = status
        return
      }
      if status.state == rollup.full {
        hasFull = true
      } else if status.state == rollup.partial {
        hasPartial = true
      } else {
        hasOther = true
      }
    }
    if learned >= latestLearned {
      latest = status
      latestLearned = learned
    }
    guard let best = furthest else { return furthest = status }
    if rank(status.state) > rank(best.state) { furthest = status }
  }

  /// Forward states by their order; side states behind them all.
  private func rank(_ state: StateID) -> Int {
    Int(state.rawValue) < forwardCount ? Int(state.rawValue) : -1
  }

  var result: Standing.Status? {
    guard let furthest, let latest else { return ignored }
    guard let rollup else { return furthest }
    if hasFull && !hasPartial && !hasOther {
      return Standing.Status(state: rollup.full, claim: latest.claim)
    }
    if hasFull || hasPartial {
      return Standing.Status(state: rollup.partial, claim: latest.claim)
    }
    return furthest
  }
}
