import LedgerCore

/// Looks in a rulebook that compiles for what is probably not meant.
struct RulebookCheck {
  let rulebook: Rulebook
  let compiler: Compiler

  func run() {
    let kinds = rulebook.kinds.values.sorted { $0.name < $1.name }
    for kind in kinds {
      checkMessages(kind)
      for shape in kind.shapes { checkShape(shape, kind) }
    }
    checkStates(kinds)
    checkHandoffs()
    checkZones(kinds)
    checkAmountUnits(kinds)
    for pattern in rulebook.patterns { checkAmounts(pattern) }
    for (facet, steps) in zip(rulebook.facets, rulebook.authority) where steps.isEmpty {
      report(.facetWithoutAuthority(facet.name), PlaceKey.facet(facet.name))
    }
  }

  func report(_ fault: Fault, _ key: String) {
    guard let place = compiler.places[key] else { return }
    compiler.problems.report(fault, in: place.file, at: Place(line: place.line, column: 1))
  }

  func report(_ fault: Fault, _ rule: RuleID) {
    let rule = rulebook[rule]
    compiler.problems.report(fault, in: rule.file, at: Place(line: rule.line, column: 1))
  }

  /// A message is never of a type that an earlier row with `*` takes; a shape needs a message.
  private func checkMessages(_ kind: ChannelKind) {
    var used: Set<Int> = []
    for (index, message) in kind.messages.enumerated() {
      switch message.meaning {
      case .shape(let shape), .fetch(let shape): used.insert(shape)
      case .noted: break
      }
      let earlier = kind.messages[..<index].first { earlier in
        earlier.type.hasSuffix("*") && message.type.hasPrefix(earlier.type.dropLast())
      }
      if let earlier {
        report(
          .messageNeverMatches(message.type, earlier: earlier.type),
          PlaceKey.kind(kind.name, "message/\(message.type)"))
      }
    }
    for (index, shape) in kind.shapes.enumerated() where !used.contains(index) {
      report(.unusedShape(shape.name), PlaceKey.shape(kind.name, shape.name))
    }
  }

  private func checkShape(_ shape: Shape, _ kind: ChannelKind) {
    let used = shape.factsUsed
    for (index, fact) in shape.facts.enumerated() where !used.contains(index) {
      report(
        .unusedFact(fact.name, shape: shape.name),
        PlaceKey.shape(kind.name, shape.name, "fact/\(fact.name)"))
    }
    for rule in RowReach(shape: shape, rulebook: rulebook).unreached {
      report(.rowNeverMatches(rulebook[rule].text), rule)
    }
    for part in shape.parts { checkShape(part.shape, kind) }
  }

  private func checkStates(_ kinds: [ChannelKind]) {
    var reached: [StateSet] = Array(repeating: [], count: rulebook.facets.count)
    func collect(_ shape: Shape) {
      for table in shape.facets {
        for case .state(let state) in table.results {
          reached[Int(table.facet.rawValue)].insert(StateSet(state))
        }
      }
      for part in shape.parts { collect(part.shape) }
    }
    for kind in kinds { for shape in kind.shapes { collect(shape) } }
    for (facet, reached) in zip(rulebook.facets, reached) {
      for (index, state) in facet.states.enumerated()
      where !reached.contains(StateID(rawValue: UInt8(index))) {
        report(
          .stateNeverReached(facet: facet.name, state: state), PlaceKey.state(facet.name, state))
      }
    }
  }

  private func checkHandoffs() {
    let used = Set(rulebook.patterns.map(\.handoff) + rulebook.presence.map(\.handoff))
    for (index, handoff) in rulebook.handoffs.enumerated() where !used.contains(index) {
      report(.unusedHandoff(handoff.name), PlaceKey.handoff(handoff.name))
    }
  }

  private func checkZones(_ kinds: [ChannelKind]) {
    var used: [String: Zone] = [:]
    for kind in kinds { for shape in kind.shapes { Outline.zones(of: shape, &used) } }
    for calendar in rulebook.handoffs.compactMap(\.calendar) {
      used[calendar.zone.name] = calendar.zone
    }
    for name in compiler.symbols.zones.keys where used[name] == nil {
      report(.unusedZone(name), PlaceKey.zone(name))
    }
  }

  private func checkAmountUnits(_ kinds: [ChannelKind]) {
    var units: [AmountKind: (unit: String, kind: String)] = [:]
    func collect(_ shape: Shape, _ kind: ChannelKind) {
      for amount in shape.amounts {
        if let other = units[amount.kind], other.unit != amount.unit.family {
          let name = rulebook.amountKinds[Int(amount.kind.rawValue)]
          report(
            .amountUnitsDiffer(name, other.kind),
            PlaceKey.shape(kind.name, shape.name, "amount/\(name)"))
        } else {
          units[amount.kind] = (amount.unit.family, "\(kind.name) \(shape.name)")
        }
      }
      for part in shape.parts { collect(part.shape, kind) }
    }
    for kind in kinds { for shape in kind.shapes { collect(shape, kind) } }
  }

  /// What is not known is not equal: so a comparison downstream needs both amounts upstream.
  private func checkAmounts(_ pattern: Pattern) {
    guard let downstream = pattern.downstream else { return }
    let known = pattern.upstream.amountsRequired
    for amount in downstream.amountsCompared where !known.contains(amount) {
      report(
        .amountNotRequired(pattern.name, ConditionText(rulebook).text(amount)), pattern.rule)
    }
  }
}

extension AmountSource.Unit {
  /// Amounts of one family can be compared.
  fileprivate var family: String {
    switch self {
    case .major, .minor: "money"
    case .count: "count"
    case .instant: "time"
    }
  }
}

extension FacetTable {
  /// All that its rows may say.
  var results: [FacetRow.Result] {
    rows.flatMap { row in
      switch row.action {
      case .then(let result, _): [result]
      case .table(_, let results, _): results.values.map(\.result)
      }
    }
  }
}

extension Shape {
  /// Indices of the facts that some row looks at, or that a trace shows.
  var factsUsed: Set<Int> {
    var used = Set([reasonFact, hearsayFact, claimantFact].compactMap { $0 } + shownFacts)
    let conditions =
      [test] + presence.map(\.when) + traits.map(\.when) + originRows.map(\.when)
      + hopRows.map(\.when) + facets.flatMap { $0.rows.map(\.when) }
    for condition in conditions { used.formUnion(condition?.facts ?? []) }
    for row in facets.flatMap(\.rows) {
      if case .table(let fact, _, _) = row.action { used.insert(fact) }
    }
    return used
  }
}

extension Condition {
  /// Amounts that must be known for it to hold.
  fileprivate var amountsRequired: Set<AmountReference> {
    switch self {
    case .has(let amount): [amount]
    case .amounts(let left, _, let right), .lines(let left, _, let right): [left, right]
    case .all(let conditions): conditions.reduce(into: []) { $0.formUnion($1.amountsRequired) }
    case .any(let conditions):
      conditions.dropFirst().reduce(conditions.first?.amountsRequired ?? []) {
        $0.intersection($1.amountsRequired)
      }
    default: []
    }
  }

  /// Amounts that it compares.
  fileprivate var amountsCompared: [AmountReference] {
    switch self {
    case .amounts(let left, _, let right), .lines(let left, _, let right): [left, right]
    case .all(let conditions), .any(let conditions): conditions.flatMap(\.amountsCompared)
    case .not(let condition): condition.amountsCompared
    default: []
    }
  }
}
