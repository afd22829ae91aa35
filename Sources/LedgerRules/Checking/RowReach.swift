import LedgerCore

/// Which rows of a shape no item can reach. Every combination of the values that a table's rows
/// name is tried (with absent, null and any other value); where these are too many, only rows
/// behind one that takes the same items are found.
struct RowReach {
  let shape: Shape
  let rulebook: Rulebook

  private static let combinationsMax = 20_000
  private static let other = FactValue.text("\u{0}")

  /// Rules of rows, and of entries of tables, that are never reached.
  var unreached: [RuleID] {
    var rules: [RuleID] = []
    for table in shape.facets { rules += unreached(table) }
    rules += unreached(shape.presence.map { ($0.when, $0.rule) })
    rules += unreached(shape.originRows.map { ($0.when, $0.rule) })
    rules += unreached(shape.hopRows.map { ($0.when, $0.rule) })
    // Every row of traits that holds applies, so one can only be impossible.
    for row in shape.traits { rules += unreached([(row.when, row.rule)]) }
    return rules
  }

  private func unreached(_ rows: [(when: FactCondition?, rule: RuleID)]) -> [RuleID] {
    let table = FacetTable(
      facet: FacetID(rawValue: 0),
      rows: rows.map {
        FacetRow(when: $0.when, action: .then(.none, $0.rule), effective: Effective())
      }, rule: RuleID(rawValue: 0))
    return unreached(table)
  }

  private func unreached(_ table: FacetTable) -> [RuleID] {
    let domains = domains(of: table)
    var count = 1
    for domain in domains.values {
      count *= domain.count
      if count > RowReach.combinationsMax { return shadowed(table) }
    }
    let facts = domains.keys.sorted()
    let isScoped = table.rows.contains { !$0.effective.isAlways }
    let epochs = isScoped ? Array(0...rulebook.epochs.count) : [0]
    var reached: Set<RuleID> = []
    for number in 0..<count {
      var values: [Int: FactValue] = [:]
      var rest = number
      for fact in facts {
        guard let domain = domains[fact] else { continue }
        values[fact] = domain[rest % domain.count]
        rest /= domain.count
      }
      for epoch in epochs { follow(table, values, epoch, &reached) }
    }
    return missing(table, reached)
  }

  /// Marks the row and the entry that an item with these values reaches.
  private func follow(
    _ table: FacetTable, _ values: [Int: FactValue], _ epoch: Int, _ reached: inout Set<RuleID>
  ) {
    for row in table.rows where rulebook.isInForce(row.effective, epoch: epoch) {
      guard row.when?.holds(values) ?? true else { continue }
      reached.insert(row.rule)
      switch row.action {
      case .then: return
      case .table(let fact, let results, _):
        let value = values[fact] ?? .absent
        if let found = results[value] {
          reached.insert(found.rule)
          return
        }
        if case .text = value { return }
      }
    }
  }

  private func missing(_ table: FacetTable, _ reached: Set<RuleID>) -> [RuleID] {
    table.rows.flatMap { row -> [RuleID] in
      guard reached.contains(row.rule) else { return [row.rule] }
      guard case .table(_, let results, _) = row.action else { return [] }
      return results.values.map(\.rule).filter { !reached.contains($0) }.sorted()
    }
  }

  /// The values of each fact that make a difference to a table.
  private func domains(of table: FacetTable) -> [Int: [FactValue]] {
    var named: [Int: Set<FactValue>] = [:]
    for row in table.rows {
      row.when?.collect(&named)
      if case .table(let fact, let results, _) = row.action {
        named[fact, default: []].formUnion(results.keys)
      }
    }
    return Dictionary(
      uniqueKeysWithValues: named.map { fact, values in
        (fact, shape.facts[fact].domain ?? Array(values.union([.absent, .null, RowReach.other])))
      })
  }

  /// Rows behind one that takes all items, or the same.
  private func shadowed(_ table: FacetTable) -> [RuleID] {
    var rules: [RuleID] = []
    for (index, row) in table.rows.enumerated() {
      let earlier = table.rows[..<index].filter { earlier in
        earlier.effective.covers(row.effective)
          && (earlier.when == nil || earlier.when == row.when)
      }
      let isTaken = earlier.contains { if case .then = $0.action { true } else { false } }
      if isTaken {
        rules.append(row.rule)
        continue
      }
      guard case .table(let fact, let results, _) = row.action else { continue }
      for case .table(fact, let known, _) in earlier.map(\.action) {
        for (value, result) in results {
          let isText = if case .text = value { true } else { false }
          if isText || known[value] != nil { rules.append(result.rule) }
        }
      }
    }
    return Set(rules).sorted()
  }
}

extension FactSource {
  /// All values that it can have, where these are few by its form.
  fileprivate var domain: [FactValue]? {
    switch reading {
    case .category: nil
    case .exists: [.text("true"), .text("false")]
    case .zero, .compare, .compareTo: [.text("true"), .text("false"), .absent]
    }
  }
}

extension FactCondition {
  fileprivate func holds(_ values: [Int: FactValue]) -> Bool {
    switch self {
    case .isOne(let fact, let allowed): allowed.contains(values[fact] ?? .absent)
    case .all(let conditions): conditions.allSatisfy { $0.holds(values) }
    case .any(let conditions): conditions.contains { $0.holds(values) }
    case .not(let condition): !condition.holds(values)
    }
  }

  fileprivate func collect(_ named: inout [Int: Set<FactValue>]) {
    switch self {
    case .isOne(let fact, let values): named[fact, default: []].formUnion(values)
    case .all(let conditions), .any(let conditions):
      for condition in conditions { condition.collect(&named) }
    case .not(let condition): condition.collect(&named)
    }
  }
}
