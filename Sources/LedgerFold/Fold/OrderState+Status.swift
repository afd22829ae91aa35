import LedgerCore
import LedgerRules

/// An order's state as conditions and authorities see it.
extension OrderState {
  /// What a system, or a role, says of a facet.
  struct Status {
    var state: StateID
    /// Index in `claims` of the claim that decided.
    var claim: Int
  }

  /// - Parameter countsHeld: held claims count where their claimant is asked, not where truth is
  ///   resolved.
  func status(
    of selector: Selector, _ facet: FacetID, _ rules: StatusRules, countsHeld: Bool = true
  ) -> Status? {
    switch selector {
    case .truth: return truthStatus(facet)
    case .origin:
      guard let origin = originSystem(rules) else { return nil }
      return status(ofSystem: origin, facet, rules, countsHeld: countsHeld)
    case .system(let system):
      return status(ofSystem: system, facet, rules, countsHeld: countsHeld)
    case .role(let role): return status(ofRole: role, facet, rules, countsHeld: countsHeld)
    }
  }

  /// The origin that an item named, where that system has spoken; else the first heard of by role.
  func originSystem(_ rules: StatusRules) -> SystemID? {
    if let origin, knows(origin) { return origin }
    for place in rules.originRoles.indices {
      let role = rules.originRoles[place]
      for index in systems.indices where rules.role(of: systems[index].system) == role {
        return systems[index].system
      }
    }
    return nil
  }

  /// Whether a system has spoken of the order.
  func knows(_ system: SystemID) -> Bool {
    for index in systems.indices where systems[index].system == system { return true }
    return false
  }

  /// Whether a selector means a system, given the order's origin.
  func means(
    _ selector: Selector, _ system: SystemID, origin: SystemID?, _ rules: StatusRules
  ) -> Bool {
    switch selector {
    case .truth, .origin: system == origin
    case .system(let wanted): system == wanted
    case .role(let role): rules.role(of: system) == role
    }
  }

  /// The order's origin where a selector asks for it.
  func origin(for selector: Selector, _ rules: StatusRules) -> SystemID? {
    switch selector {
    case .truth, .origin: originSystem(rules)
    case .system, .role: nil
    }
  }

  func presence(of selector: Selector, _ rules: StatusRules) -> (PresenceClaimed, since: Int64) {
    let origin = origin(for: selector, rules)
    var last: Int?
    var present: Int64?
    for index in systems.indices
    where means(selector, systems[index].system, origin: origin, rules) {
      last = index
      if systems[index].presence == .present {
        present = min(present ?? .max, systems[index].since)
      }
    }
    if let present { return (.present, present) }
    guard let last else { return (.unheard, firstLearned) }
    return (systems[last].presence, systems[last].since)
  }

  private func truthStatus(_ facet: FacetID) -> Status? {
    for index in truth.indices where truth[index].facet == facet {
      let system = truth[index].system
      let item = truth[index].item
      for claim in claims.indices
      where claims[claim].facet == facet && claims[claim].system == system
        && !claims[claim].isHearsay && claims[claim].item == item
      {
        return Status(state: truth[index].state, claim: claim)
      }
      return Status(state: truth[index].state, claim: 0)
    }
    return nil
  }

  private func status(
    ofRole role: Role, _ facet: FacetID, _ rules: StatusRules, countsHeld: Bool
  ) -> Status? {
    var combination = Combination(rules[facet])
    for index in systems.indices where rules.role(of: systems[index].system) == role {
      if let status = status(
        ofSystem: systems[index].system, facet, rules, countsHeld: countsHeld)
      {
        combination.add(status, learned: claims[status.claim].learned)
      }
    }
    return combination.result
  }

  /// What a system says of a facet: the claim about the order itself where nothing newer was said
  /// of an entity, else what the entities come to.
  func status(
    ofSystem system: SystemID, _ facet: FacetID, _ rules: StatusRules, countsHeld: Bool = true
  ) -> Status? {
    var combination = Combination(rules[facet])
    var whole: Status?
    var newest = Int64.min
    for index in claims.indices
    where claims[index].system == system && claims[index].facet == facet
      && !claims[index].isHearsay
    {
      if !countsHeld && claims[index].heldUntil != nil { continue }
      let status = Status(state: claims[index].state, claim: index)
      if claims[index].entity == 0 {
        whole = status
      } else {
        combination.add(status, learned: claims[index].learned)
        newest = max(newest, claims[index].age)
      }
    }
    if let whole, claims[whole.claim].age >= newest { return whole }
    return rolledUp(combination, with: whole, system, facet, rules)
  }

  /// The entities together; an older claim about the whole order counts as one of them, unless
  /// their amounts show that they are all there is.
  private func rolledUp(
    _ entities: Combination, with whole: Status?, _ system: SystemID, _ facet: FacetID,
    _ rules: StatusRules
  ) -> Status? {
    guard var result = entities.result else { return whole }
    guard let rollup = rules[facet].rollup else { return result }
    let isReached = reachesMeasure(rollup, system: system, facet, rules)
    if result.state == rollup.full, isReached == false { result.state = rollup.partial }
    guard let whole, isReached != true else { return result }
    var combination = entities
    combination.add(whole, learned: .min)
    guard var joint = combination.result else { return result }
    joint.claim = result.claim
    return joint
  }

  /// Whether the entities in the full state add up to what the order is about; nil where not known.
  private func reachesMeasure(
    _ rollup: Rollup, system: SystemID, _ facet: FacetID, _ rules: StatusRules
  ) -> Bool? {
    guard let measure = rollup.measure, let against = rollup.against else { return nil }
    var sum: Int64 = 0
    var currency: Currency?
    for claim in claims
    where claim.system == system && claim.facet == facet && !claim.isHearsay
      && claim.state == rollup.full
    {
      guard
        let amount = amounts.first(where: {
          $0.system == system && $0.entity == claim.entity && $0.kind == measure
        }), !amount.isShared, currency == nil || currency == amount.currency
      else { return nil }
      currency = amount.currency
      sum = sum.addingReportingOverflow(amount.value).partialValue
    }
    guard let currency, let whole = whole(against, of: system, rules), whole.currency == currency
    else { return nil }
    return sum >= whole.value
  }

  private func whole(
    _ kind: AmountKind, of system: SystemID, _ rules: StatusRules
  ) -> (value: Int64, currency: Currency)? {
    if let own = orderAmount(kind, of: system) { return own }
    return originSystem(rules).flatMap { orderAmount(kind, of: $0) }
  }

  private func orderAmount(
    _ kind: AmountKind, of system: SystemID
  ) -> (value: Int64, currency: Currency)? {
    amounts.first {
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
  var ignored: OrderState.Status?
  var furthest: OrderState.Status?
  var latest: OrderState.Status?
  var latestLearned = Int64.min
  var hasFull = false
  var hasPartial = false
  var hasOther = false

  init(_ facet: StatusRules.FacetRules) {
    forwardCount = facet.forwardCount
    rollup = facet.rollup
  }

  mutating func add(_ status: OrderState.Status, learned: Int64) {
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

  var result: OrderState.Status? {
    guard let furthest, let latest else { return ignored }
    guard let rollup else { return furthest }
    if hasFull && !hasPartial && !hasOther {
      return OrderState.Status(state: rollup.full, claim: latest.claim)
    }
    if hasFull || hasPartial {
      return OrderState.Status(state: rollup.partial, claim: latest.claim)
    }
    return furthest
  }
}
