import LedgerCore

/// Conditions on the state of an order.
extension Compiler {
  /// The keys that decide a condition's form, in the order in which they decide, with
  /// all keys of it.
  private static let forms: [(key: String, keys: [String])] = [
    ("several", ["several", "of", "facet", "excluding", "partition"]),
    ("lines", ["lines", "of", "is", "to"]),
    ("amount", ["amount", "of", "is", "to"]),
    ("facet", ["of", "facet", "in", "not"]),
    ("presence", ["of", "presence"]),
    ("trait", ["trait"]),
    ("test", ["test"]),
    ("has", ["has"]),
    ("all", ["all"]),
    ("any", ["any"]),
    ("not", ["not"]),
  ]

  func condition(_ tree: Tree, _ page: Page) -> Condition? {
    if case .list(let elements) = tree.form { return conditions(elements, page).map { .all($0) } }
    guard let entries = page.entries(tree, "the condition") else { return nil }
    guard
      let form = Compiler.forms.first(where: { form in entries.contains { $0.key == form.key } })
    else {
      let known = Compiler.forms.map(\.key)
      let strange = entries.filter { !known.contains($0.key) && $0.key != "of" }
      for entry in strange {
        page.report(.unknownKey(entry.key, in: "the condition", known: known), at: entry.place)
      }
      if strange.isEmpty {
        page.report(.badCondition("the condition says nothing of what it looks at"), at: tree)
      }
      return nil
    }
    guard let fields = page.fields(tree, "the condition on `\(form.key)`", keys: form.keys) else {
      return nil
    }
    switch form.key {
    case "several": return several(fields)
    case "lines", "amount": return comparison(fields, form.key)
    case "facet": return facetCondition(fields)
    case "presence": return presenceCondition(fields)
    case "trait": return fields["trait"].flatMap { self.trait($0, page) }.map { .trait($0) }
    case "test":
      return fields["test"].flatMap { page.boolean($0, "`test`") }.map { $0 ? .test : .not(.test) }
    case "has": return fields["has"].flatMap { self.amountReference($0, page) }.map { .has($0) }
    case "all": return conditionList(fields, "all").map { .all($0) }
    case "any": return conditionList(fields, "any").map { .any($0) }
    default: return fields["not"].flatMap { self.condition($0, page) }.map { .not($0) }
    }
  }

  private func conditionList(_ fields: Fields, _ key: String) -> [Condition]? {
    guard let tree = fields[key], let list = fields.page.list(tree, "`\(key)`") else { return nil }
    if list.isEmpty {
      fields.page.report(.emptyValue("`\(key)`"), at: tree)
      return nil
    }
    return conditions(list, fields.page)
  }

  /// All of them, or nil; every one is read, so that all problems are told.
  private func conditions(_ trees: [Tree], _ page: Page) -> [Condition]? {
    let conditions = trees.map { self.condition($0, page) }
    let known = conditions.compactMap { $0 }
    return known.count == conditions.count ? known : nil
  }

  private func facetCondition(_ fields: Fields) -> Condition? {
    let selected = fields.required("of").flatMap { self.selector($0, fields.page) }
    guard let facet = fields["facet"].flatMap({ self.facet($0, fields.page) }) else { return nil }
    let condition: ((Selector) -> Condition)?
    switch fields.oneOf(["in", "not"]) {
    case "in":
      let set = states(fields, "in", of: facet)
      condition = { .facet(of: $0, facet, set) }
    case "not":
      // It has a claim, and of several systems none claims one of these.
      let set = states(fields, "not", of: facet)
      condition = { .all([.known(of: $0, facet), .not(.facet(of: $0, facet, set))]) }
    default:
      condition = { .known(of: $0, facet) }
    }
    return selected.flatMap { condition?($0) }
  }

  private func presenceCondition(_ fields: Fields) -> Condition? {
    let selected = recordSelector(fields, "presence")
    let words: [(String, PresenceClaimed)] = [
      ("present", .present), ("absent", .absent), ("rejected", .rejected), ("deleted", .deleted),
      ("unheard", .unheard),
    ]
    let claims = fields.list("presence").compactMap {
      fields.page.option($0, "presence in a condition", words)
    }
    if let tree = fields["presence"], tree.elements.isEmpty, case .list = tree.form {
      fields.page.report(.emptyValue("`presence`"), at: tree)
    }
    return selected.map { .presence(of: $0, Set(claims)) }
  }

  private func several(_ fields: Fields) -> Condition? {
    let selected = recordSelector(fields, "entities")
    let entity = fields["several"].flatMap { self.entityKind($0, fields.page) }
    guard let facet = fields.required("facet").flatMap({ self.facet($0, fields.page) }) else {
      return nil
    }
    let excluding = fields.has("excluding") ? states(fields, "excluding", of: facet) : []
    let partition = fields["partition"].flatMap { amountKind($0, fields.page) }
    guard let selected, let entity else { return nil }
    return .several(
      of: selected, entityKind: entity, excluding: excluding, facet, partition: partition)
  }

  private func comparison(_ fields: Fields, _ key: String) -> Condition? {
    let page = fields.page
    let selected = recordSelector(fields, "amounts")
    let kind = fields[key].flatMap { self.amountKind($0, page) }
    let sign = fields.required("is").flatMap { self.comparison($0, page) }
    let other = fields.required("to").flatMap { self.amountReference($0, page) }
    guard let selected, let kind, let sign, let other else { return nil }
    let left = AmountReference(of: selected, kind: kind)
    return key == "lines" ? .lines(left, sign, other) : .amounts(left, sign, other)
  }

  func comparison(_ tree: Tree, _ page: Page) -> Comparison? {
    page.option(
      tree, "comparison",
      [("eq", Comparison.equal), ("ne", .different), ("lt", .less), ("gt", .greater)])
  }

  /// `{ of: SEL, amount: KIND }`
  func amountReference(_ tree: Tree, _ page: Page) -> AmountReference? {
    guard let fields = page.fields(tree, "the amount", keys: ["of", "amount"]) else { return nil }
    let selected = recordSelector(fields, "amounts")
    let kind = fields.required("amount").flatMap { self.amountKind($0, page) }
    guard let selected, let kind else { return nil }
    return AmountReference(of: selected, kind: kind)
  }

  /// A selector of what systems say themselves, so not `truth`.
  private func recordSelector(_ fields: Fields, _ what: String) -> Selector? {
    guard let tree = fields.required("of"), let selected = selector(tree, fields.page) else {
      return nil
    }
    if selected == .truth { fields.page.report(.truthNotAllowed(what), at: tree) }
    return selected
  }
}
