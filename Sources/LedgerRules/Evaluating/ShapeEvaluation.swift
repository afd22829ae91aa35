import LedgerCore

/// One evaluation of a shape's rows.
struct ShapeEvaluation {
  let rulebook: Rulebook
  let shape: Shape
  let values: [Signature.Value]
  let isPart: Bool
  let epoch: Int

  func run(_ result: inout Evaluation) {
    result.entityKind = shape.entityKind
    result.isAction = shape.isAction
    guard addSystem(&result) else { return }
    addPresence(&result)
    // A thin item names an order and says nothing of it.
    guard result.standing == .understood else { return }
    if let test = shape.test { result.isTest = holds(test, &result) }
    for row in shape.traits where row.when.map({ holds($0, &result) }) ?? true {
      result.traits.formUnion(row.trait)
    }
    result.origin = shape.originRows.first { $0.when.map { holds($0, &result) } ?? true }?.system
    result.hop = shape.hopRows.first { $0.when.map { holds($0, &result) } ?? true }?.stage
    if let fact = shape.reasonFact, case .text(let text) = values[fact] { result.reason = text }
    for table in shape.facets { addClaim(table, &result) }
  }

  /// False where the item speaks of a system that nobody knows: then nothing of it counts.
  private func addSystem(_ result: inout Evaluation) -> Bool {
    guard let fact = shape.hearsayFact ?? shape.claimantFact else { return true }
    switch values[fact] {
    // It speaks of no other system, so for itself.
    case .absent, .null: return true
    case .overflow:
      result.refuse("too_many_values", "", fact: shape.facts[fact].name)
      return false
    case .text(let name):
      guard let system = rulebook.system(named: name) else {
        result.refuse("unknown_system", name, fact: shape.facts[fact].name)
        return false
      }
      result.isHearsay = shape.hearsayFact != nil && system != result.system
      result.system = system
      return true
    }
  }

  /// Without a row, an item of its own system shows that the order is there; what a part, a sweep
  /// or hearsay says shows it by a row only.
  private func addPresence(_ result: inout Evaluation) {
    if let row = shape.presence.first(where: { $0.when.map { holds($0, &result) } ?? true }) {
      result.presence = row.claim
      result.presenceRule = row.rule
    } else if !result.isHearsay, !isPart, shape.sweep == nil {
      result.presence = .present
    }
  }

  private func addClaim(_ table: FacetTable, _ result: inout Evaluation) {
    for row in table.rows where rulebook.isInForce(row.effective, epoch: epoch) {
      var unsure: Int?
      switch row.when.map({ truth($0, &unsure) }) ?? true {
      case .some(true): break
      case .some(false): continue
      case nil:
        quarantine(table, "too_many_values", unsure, row.rule, &result)
        return
      }
      switch row.action {
      case .then(let outcome, let rule):
        claim(table, outcome, rule, nil, &result)
        return
      case .table(let fact, let results, let rule):
        if values[fact] == .overflow {
          quarantine(table, "too_many_values", fact, rule, &result)
          return
        }
        if let found = results[factValue(fact)] {
          claim(table, found.result, found.rule, fact, &result)
          return
        }
        if case .text = values[fact] {
          quarantine(table, "unknown_value", fact, rule, &result)
          return
        }
      // Absent or null without an entry: the next row is tried.
      }
    }
  }

  private func claim(
    _ table: FacetTable, _ outcome: FacetRow.Result, _ rule: RuleID, _ fact: Int?,
    _ result: inout Evaluation
  ) {
    switch outcome {
    case .state(let state):
      result.claims.append(.init(facet: table.facet, state: state, rule: rule))
    case .none: break
    case .quarantine: quarantine(table, "quarantined_by_rule", fact, rule, &result)
    }
  }

  private func quarantine(
    _ table: FacetTable, _ reason: String, _ fact: Int?, _ rule: RuleID,
    _ result: inout Evaluation
  ) {
    let value = if let fact, case .text(let text) = values[fact] { text } else { "" }
    result.quarantined.append(
      .init(
        facet: table.facet, reason: reason, fact: fact.map { shape.facts[$0].name } ?? "",
        value: value, rule: rule))
  }

  // MARK: Conditions

  private func factValue(_ fact: Int) -> FactValue {
    switch values[fact] {
    case .absent: .absent
    case .null: .null
    case .overflow: .overflow
    case .text(let text): .text(text)
    }
  }

  /// Of rows other than facets': what cannot be known does not hold, and the item says so.
  private func holds(_ condition: FactCondition, _ result: inout Evaluation) -> Bool {
    var unsure: Int?
    if let truth = truth(condition, &unsure) { return truth }
    let name = unsure.map { shape.facts[$0].name } ?? ""
    let quarantine = Evaluation.Quarantine(
      facet: nil, reason: "too_many_values", fact: name, value: "", rule: nil)
    if !result.quarantined.contains(quarantine) { result.quarantined.append(quarantine) }
    return false
  }

  /// Nil where a value over its fact's limit leaves it open; `unsure` is that fact (S. C. Kleene's
  /// strong three-valued logic).
  private func truth(_ condition: FactCondition, _ unsure: inout Int?) -> Bool? {
    switch condition {
    case .isOne(let fact, let allowed):
      if values[fact] == .overflow {
        unsure = fact
        return nil
      }
      return allowed.contains(factValue(fact))
    case .not(let inner): return truth(inner, &unsure).map { !$0 }
    case .all(let conditions):
      var isOpen = false
      for condition in conditions {
        switch truth(condition, &unsure) {
        case .some(false): return false
        case nil: isOpen = true
        case .some(true): break
        }
      }
      return isOpen ? nil : true
    case .any(let conditions):
      var isOpen = false
      for condition in conditions {
        switch truth(condition, &unsure) {
        case .some(true): return true
        case nil: isOpen = true
        case .some(false): break
        }
      }
      return isOpen ? nil : false
    }
  }
}

extension FacetRow {
  /// The row's own rule; of a table the table's.
  var rule: RuleID {
    switch action {
    case .then(_, let rule), .table(_, _, let rule): rule
    }
  }
}
