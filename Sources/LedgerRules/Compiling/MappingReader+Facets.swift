import LedgerCore

extension MappingReader {
  private static let rowKeys = [
    "when", "then", "from", "table", "effective-from", "effective-until", "note",
  ]

  func readFacets(_ fields: Fields, _ shape: inout Shape) {
    for entry in fields["facets"].flatMap({ page.entries($0, "`facets`") }) ?? [] {
      let facet = compiler.facet(named: entry.key, at: entry.place, page)
      guard let list = page.list(entry.value, "the rows of `\(entry.key)`") else { continue }
      let key = PlaceKey.shape(kind, shape.name, "facet/\(entry.key)")
      compiler.note(key, page, entry.place)
      guard let facet else { continue }
      let name = "\(kind) \(shape.name).\(entry.key)"
      let reader = RowReader(
        mapping: self, facts: shape.facts, facet: facet, facetName: entry.key, table: name)
      let rule = compiler.rules.add(
        file: page.path, line: entry.place.line, table: name, text: "\(entry.key) of \(shape.name)")
      let rows = list.compactMap { tree in
        page.fields(tree, "the row", keys: MappingReader.rowKeys).flatMap { reader.row($0) }
      }
      shape.facets.append(FacetTable(facet: facet, rows: rows, rule: rule))
    }
  }
}

/// Reads the rows of one facet's table.
struct RowReader {
  let mapping: MappingReader
  let facts: [FactSource]
  let facet: FacetID
  let facetName: String
  let table: String

  private var page: Page { mapping.page }
  private var compiler: Compiler { mapping.compiler }

  func row(_ fields: Fields) -> FacetRow? {
    let when = fields["when"].flatMap { mapping.condition($0, facts) }
    let effective = effective(fields)
    let hasTable = fields.has("from") || fields.has("table")
    if hasTable, fields.has("then") {
      page.report(.keysExclude(["then", "from"], in: "the row"), at: fields.tree)
    }
    let condition = when.map { $0.ruleText(facts) }
    let action =
      hasTable
      ? tableAction(fields, condition, effective) : thenAction(fields, condition, effective)
    guard let action, !fields.has("when") || when != nil else { return nil }
    return FacetRow(when: when, action: action, effective: effective)
  }

  private func thenAction(
    _ fields: Fields, _ condition: String?, _ effective: Effective
  ) -> FacetRow.Action? {
    guard let tree = fields.required("then"), let result = result(tree) else { return nil }
    let text = "\(condition ?? "always")\(effective.ruleText) → \(facetName) \(tree.text ?? "")"
    return .then(result, rule(fields.tree.place, text))
  }

  private func tableAction(
    _ fields: Fields, _ condition: String?, _ effective: Effective
  ) -> FacetRow.Action? {
    let fact = fields.required("from").flatMap { mapping.factIndex($0, facts) }
    let entries = fields.required("table").flatMap { page.entries($0, "`table`") }
    let prefix = condition.map { "\($0) and " } ?? ""
    let name = fact.map { facts[$0].name } ?? ""
    let tableRule = rule(
      fields.tree.place, "\(prefix)\(name) by table\(effective.ruleText) → \(facetName)")
    var results: [FactValue: (result: FacetRow.Result, rule: RuleID)] = [:]
    for entry in entries ?? [] {
      guard let result = result(entry.value) else { continue }
      let value = FactValue(ruleText: entry.key)
      let target = entry.value.text ?? ""
      let text =
        "\(prefix)\(name) = \(value.ruleText)\(effective.ruleText) → \(facetName) \(target)"
      results[value] = (result, rule(entry.place, text))
    }
    guard let fact, entries != nil else { return nil }
    return .table(fact: fact, results, tableRule)
  }

  private func rule(_ place: Place, _ text: String) -> RuleID {
    compiler.rules.add(file: page.path, line: place.line, table: table, text: text)
  }

  /// A state, else `none` (known, no claim) or `quarantine`: a facet may have a state named `none`.
  private func result(_ tree: Tree) -> FacetRow.Result? {
    guard let name = page.text(tree, "the state") else { return nil }
    let facet = compiler.symbols.facets[Int(facet.rawValue)]
    if let state = facet.state(named: name) { return .state(state) }
    switch name {
    case "none": return FacetRow.Result.none
    case "quarantine": return .quarantine
    default:
      page.report(
        .unknownState(
          name, in: "facet `\(facet.name)`", facet.states + ["none", "quarantine"]), at: tree)
      return nil
    }
  }

  private func effective(_ fields: Fields) -> Effective {
    let from = fields["effective-from"].flatMap { page.timestamp($0, "`effective-from`") }
    let until = fields["effective-until"].flatMap { page.timestamp($0, "`effective-until`") }
    if let from, let until, until <= from {
      page.report(.emptyPeriod, at: fields.place(of: "effective-until"))
    }
    for boundary in [from, until].compactMap({ $0 }) { compiler.rules.epochs.insert(boundary) }
    return Effective(from: from, until: until)
  }
}
