import LedgerCore

extension Compiler {
  func compileTruth(_ document: Document) {
    let page = document.page
    authority = Array(repeating: [], count: symbols.facets.count)
    guard
      let fields = page.fields(
        document.tree, "truth.yaml",
        keys: ["origin", "systems", "authority", "prerequisites", "presence"])
    else { return }
    if let tree = fields.required("origin") {
      compileOrigin(tree, fields.place(of: "origin"), page)
    }
    if let tree = fields.required("authority") {
      for entry in page.entries(tree, "`authority`") ?? [] { compileAuthority(entry, page) }
    }
    var trees: [Tree] = []
    for tree in fields.list("prerequisites") {
      if let prerequisite = prerequisite(tree, page) {
        prerequisites.append(prerequisite)
        trees.append(tree)
      }
    }
    reportCyclicPrerequisites(trees, page)
    for tree in fields.list("presence") {
      if let expectation = expectation(tree, page) { presence.append(expectation) }
    }
  }

  private func compileOrigin(_ tree: Tree, _ place: Place, _ page: Page) {
    note(PlaceKey.origin, page, place)
    guard let fields = page.fields(tree, "`origin`", keys: ["roles"]),
      let list = fields.required("roles").flatMap({ page.list($0, "`roles`") })
    else { return }
    for element in list {
      guard let role = role(element, page) else { continue }
      if originRoles.contains(role) {
        page.report(.duplicateName(role.name, "role"), at: element)
      } else if role == .middleware {
        page.report(.middlewareAuthority, at: element)
      } else {
        originRoles.append(role)
      }
    }
  }

  private func compileAuthority(_ entry: Tree.Entry, _ page: Page) {
    let facet = facet(named: entry.key, at: entry.place, page)
    guard let list = page.list(entry.value, "the authority") else { return }
    if let facet {
      note(PlaceKey.authority(symbols.facets[Int(facet.rawValue)].name), page, entry.place)
    }
    for tree in list {
      guard let (selected, traits) = authorityStep(tree, page), let facet else { continue }
      let condition = traits.isEmpty ? "" : " when \(symbols.text.text(traits))"
      let rule = rules.add(
        file: page.path, line: tree.place.line, table: "authority \(entry.key)",
        text: "authority of \(entry.key): \(symbols.text.text(selected))\(condition)")
      authority[Int(facet.rawValue)].append(Authority(of: selected, traits: traits, rule: rule))
    }
  }

  private func authorityStep(_ tree: Tree, _ page: Page) -> (Selector, TraitSet)? {
    var selectorTree = tree
    var traits: TraitSet = []
    if case .map = tree.form {
      guard let fields = page.fields(tree, "the authority", keys: ["of", "when"]),
        let of = fields.required("of")
      else { return nil }
      selectorTree = of
      for element in fields.list("when") { traits.formUnion(trait(element, page) ?? []) }
    }
    guard let selected = selector(selectorTree, page) else { return nil }
    switch selected {
    case .truth:
      page.report(.truthNotAllowed("authority over itself"), at: selectorTree)
      return nil
    case .role(.middleware):
      page.report(.middlewareAuthority, at: selectorTree)
      return nil
    case .system(let system) where symbols.systems[Int(system.rawValue)].role == .middleware:
      page.report(.middlewareAuthority, at: selectorTree)
      return nil
    default: return (selected, traits)
    }
  }

  private func expectation(_ tree: Tree, _ page: Page) -> PresenceExpectation? {
    guard let fields = page.fields(tree, "the expectation", keys: ["expect", "when", "handoff"])
    else { return nil }
    let role = fields.required("expect").flatMap { self.role($0, page) }
    let condition =
      fields.has("when") ? fields["when"].flatMap { self.condition($0, page) } : .always
    let handoff = fields.required("handoff").flatMap { self.handoff($0, page) }
    guard let role, let condition, let handoff else { return nil }
    let rule = rules.add(
      file: page.path, line: tree.place.line, table: "presence",
      text: "expected in \(role.name) when \(symbols.text.text(condition)),"
        + " hand-off \(symbols.handoffs[handoff])")
    return PresenceExpectation(role: role, when: condition, handoff: handoff, rule: rule)
  }
}
