import LedgerCore

/// What decides the outcome of a signature, and what applies to deliveries to come.
extension Outline {
  mutating func addMapping(of kind: ChannelKind) {
    let place = places[PlaceKey.kind(kind.name, "kind")]
    add(.words, "kind/\(kind.name)/title", "\(kind.name): title", kind.title, place: place)
    let intake = [
      ("authenticate", kind.authentication.ruleText),
      ("secret-headers", Text.list(kind.secretHeaders)),
      ("secret-paths", Text.list(kind.secretPaths.map { Text.always($0.text) })),
      ("subjects", Text.list(kind.subjects.map { Text.always($0.text) })),
    ]
    for (key, value) in intake {
      add(.intake, "kind/\(kind.name)/\(key)", "\(kind.name): \(key)", value, place: place)
    }
    for shape in kind.shapes { addMapping(of: shape, kind.name) }
  }

  private mutating func addMapping(of shape: Shape, _ kind: String) {
    let prefix = "\(kind)/\(shape.name)"
    let subject = "\(kind) \(shape.name)"
    func place(_ key: String) -> SourcePlace? { places[PlaceKey.shape(kind, shape.name, key)] }
    add(
      .mapping, "\(prefix)/moves", "\(subject): moves", shape.isAction ? "action" : "snapshot",
      place: place("moves") ?? place(""))
    if let test = shape.test {
      add(
        .mapping, "\(prefix)/test", "\(subject): test", test.ruleText(shape.facts),
        place: place("test"))
    }
    let named = [
      ("reason", shape.reasonFact), ("hearsay-of", shape.hearsayFact),
      ("claimant-of", shape.claimantFact),
    ]
    for (key, fact) in named {
      guard let fact else { continue }
      add(
        .mapping, "\(prefix)/\(key)", "\(subject): \(key)", shape.facts[fact].name,
        place: place(key))
    }
    if !shape.shownFacts.isEmpty {
      add(
        .mapping, "\(prefix)/shows", "\(subject): shows",
        shape.shownFacts.map { shape.facts[$0].name }.joined(separator: ", "), place: place("shows")
      )
    }
    for row in shape.presence {
      addRow("presence", row.when, "\(row.claim)", row.rule, shape, kind)
    }
    for row in shape.traits {
      addRow("traits", row.when, text.text(row.trait), row.rule, shape, kind)
    }
    for row in shape.originRows {
      addRow("origin", row.when, rulebook[row.system].name, row.rule, shape, kind)
    }
    for row in shape.hopRows { addRow("hop", row.when, "\(row.stage)", row.rule, shape, kind) }
    for table in shape.facets { addTable(table, shape, kind) }
    for part in shape.parts { addMapping(of: part.shape, kind) }
  }

  private mutating func addRow(
    _ key: String, _ when: FactCondition?, _ value: String, _ rule: RuleID, _ shape: Shape,
    _ kind: String
  ) {
    let condition = when.map { $0.ruleText(shape.facts) } ?? "always"
    let group = "\(kind) \(shape.name): \(key)"
    // Traits are a set: all rows that hold apply.
    let row = key == "traits" ? "\(condition) → \(value)" : condition
    add(
      .mapping, "\(kind)/\(shape.name)/\(key)/\(row)", "\(group) when \(condition)", value,
      group: key == "traits" ? "" : group, place: place(rule))
  }

  private mutating func addTable(_ table: FacetTable, _ shape: Shape, _ kind: String) {
    let facet = rulebook[table.facet]
    let subject = "\(kind) \(shape.name).\(facet.name)"
    for row in table.rows {
      let when = row.when.map { $0.ruleText(shape.facts) }
      let effective = row.effective.ruleText
      switch row.action {
      case .then(let result, let rule):
        let condition = when ?? "always"
        add(
          .mapping, "\(subject)/when \(condition)", "\(subject): when \(condition)",
          name(result, facet) + effective, group: subject, place: place(rule))
      case .table(let fact, let results, let rule):
        let source = shape.facts[fact].name
        let scope = when.map { " when \($0)" } ?? ""
        add(
          .mapping, "\(subject)/table \(source)\(scope)", "\(subject): table of \(source)\(scope)",
          "a table\(effective)", group: subject, place: place(rule))
        let sorted = results.map { (value: $0.key.ruleText, result: $0.value) }
          .sorted { $0.value < $1.value }
        for (value, result) in sorted {
          add(
            .mapping, "\(subject)/table \(source)\(scope)/\(value)", "\(subject): \(value)\(scope)",
            name(result.result, facet) + effective, place: place(result.rule))
        }
      }
    }
  }

  func name(_ result: FacetRow.Result, _ facet: Facet) -> String {
    switch result {
    case .state(let state): facet.name(of: state)
    case .none: "(no claim)"
    case .quarantine: "(quarantine)"
    }
  }
}
