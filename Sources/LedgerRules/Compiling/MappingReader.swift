import LedgerCore

/// Reads what a shape means: rows on its facts.
struct MappingReader {
  let compiler: Compiler
  let page: Page
  let kind: String

  func read(_ fields: Fields, _ shape: inout Shape) {
    let table = "\(kind) \(shape.name)"
    if let moves = fields["moves"].flatMap({
      page.option($0, "kind of move", [("snapshot", false), ("action", true)])
    }) {
      shape.isAction = moves
    }
    for key in ["moves", "test", "reason", "shows", "hearsay-of", "claimant-of"]
    where fields.has(key) {
      compiler.note(PlaceKey.shape(kind, shape.name, key), page, fields.place(of: key))
    }
    let facts = shape.facts
    shape.test = fields["test"].flatMap { self.condition($0, facts) }
    shape.reasonFact = fields["reason"].flatMap { factIndex($0, facts) }
    shape.shownFacts = fields.list("shows").compactMap { factIndex($0, facts) }
    _ = fields.oneOf(["hearsay-of", "claimant-of"])
    shape.hearsayFact = fields["hearsay-of"].flatMap { factIndex($0, facts) }
    shape.claimantFact = fields["claimant-of"].flatMap { factIndex($0, facts) }
    let claims: [(String, PresenceClaim)] = [
      ("present", .present), ("absent", .absent), ("rejected", .rejected), ("deleted", .deleted),
    ]
    shape.presence = rows(fields, "presence", facts, table) { page.option($0, "presence", claims) }
      .map { PresenceRow(when: $0.when, claim: $0.value, rule: $0.rule) }
    shape.traits = rows(fields, "traits", facts, table) { tree -> TraitSet? in
      page.name(tree, "a trait").flatMap { _ in compiler.trait(tree, page) }
    }.map { TraitRow(when: $0.when, trait: $0.value, rule: $0.rule) }
    shape.originRows = rows(fields, "origin", facts, table) { tree -> SystemID? in
      page.text(tree, "the system").flatMap { compiler.system(named: $0, at: tree, page) }
    }.map { OriginRow(when: $0.when, system: $0.value, rule: $0.rule) }
    let stages: [(String, HopStage)] = [
      ("received", .received), ("transformed", .transformed), ("forwarded", .forwarded),
      ("failed", .failed),
    ]
    shape.hopRows = rows(fields, "hop", facts, table) { page.option($0, "stage", stages) }
      .map { HopRow(when: $0.when, stage: $0.value, rule: $0.rule) }
    readFacets(fields, &shape)
  }

  private struct Row<Value> {
    var when: FactCondition?
    var value: Value
    var rule: RuleID
  }

  /// Rows `{ when, then }` under a key.
  private func rows<Value>(
    _ fields: Fields, _ key: String, _ facts: [FactSource], _ table: String,
    _ read: (Tree) -> Value?
  ) -> [Row<Value>] {
    if fields.has(key) {
      let shape = String(table.dropFirst(kind.utf8.count + 1))
      compiler.note(PlaceKey.shape(kind, shape, key), page, fields.place(of: key))
    }
    return fields.list(key).compactMap { tree in
      guard let row = page.fields(tree, "the row", keys: ["when", "then", "note"]) else {
        return nil
      }
      let when = row["when"].flatMap { self.condition($0, facts) }
      let then = row.required("then")
      guard let then, let value = read(then), !row.has("when") || when != nil else { return nil }
      let condition = when.map { $0.ruleText(facts) } ?? "always"
      let rule = compiler.rules.add(
        file: page.path, line: tree.place.line, table: "\(table) \(key)",
        text: "\(condition) → \(key) \(then.text ?? "")")
      return Row(when: when, value: value, rule: rule)
    }
  }

  func factIndex(_ tree: Tree, _ facts: [FactSource]) -> Int? {
    guard let name = page.text(tree, "the fact") else { return nil }
    return factIndex(named: name, at: tree.place, facts)
  }

  func factIndex(named name: String, at place: Place, _ facts: [FactSource]) -> Int? {
    if let index = facts.firstIndex(where: { $0.name == name }) { return index }
    page.report(.unknown(.unknownFact, "fact", name, known: facts.map(\.name)), at: place)
    return nil
  }

  /// `{ fact: value }`, `{ fact: [values] }`, `{ fact: { not: [values] } }`, `all`, `any`, `not`;
  /// several keys mean all.
  func condition(_ tree: Tree, _ facts: [FactSource]) -> FactCondition? {
    guard let entries = page.entries(tree, "the condition") else { return nil }
    if entries.isEmpty {
      page.report(.badCondition("the condition says nothing of what it looks at"), at: tree)
      return nil
    }
    let conditions = entries.map { self.condition($0, facts) }
    let known = conditions.compactMap { $0 }
    guard known.count == conditions.count else { return nil }
    return known.count == 1 ? known[0] : .all(known)
  }

  private func condition(_ entry: Tree.Entry, _ facts: [FactSource]) -> FactCondition? {
    switch entry.key {
    case "all": return conditions(entry, facts).map { .all($0) }
    case "any": return conditions(entry, facts).map { .any($0) }
    case "not": return condition(entry.value, facts).map { .not($0) }
    default: break
    }
    let fact = factIndex(named: entry.key, at: entry.place, facts)
    if case .map = entry.value.form {
      guard let fields = page.fields(entry.value, "the condition", keys: ["not"]),
        let tree = fields.required("not")
      else { return nil }
      let values = values(tree)
      guard let fact, !values.isEmpty else { return nil }
      return .not(.isOne(of: fact, values))
    }
    let values = values(entry.value)
    guard let fact, !values.isEmpty else { return nil }
    return .isOne(of: fact, values)
  }

  private func conditions(_ entry: Tree.Entry, _ facts: [FactSource]) -> [FactCondition]? {
    guard let list = page.list(entry.value, "`\(entry.key)`") else { return nil }
    if list.isEmpty { page.report(.emptyValue("`\(entry.key)`"), at: entry.value) }
    let conditions = list.map { self.condition($0, facts) }
    let known = conditions.compactMap { $0 }
    return known.count == conditions.count && !known.isEmpty ? known : nil
  }

  private func values(_ tree: Tree) -> [FactValue] {
    compiler.texts(tree, page).map { FactValue(ruleText: $0) }
  }
}
