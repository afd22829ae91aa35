import LedgerCore

/// Names that are looked up, each reported where it is not there.
extension Compiler {
  func facet(_ tree: Tree, _ page: Page) -> FacetID? {
    guard let name = page.text(tree, "the facet") else { return nil }
    return facet(named: name, at: tree.place, page)
  }

  func facet(named name: String, at place: Place, _ page: Page) -> FacetID? {
    if let index = symbols.facetIndex[name] { return FacetID(rawValue: UInt8(index)) }
    // A facet that is declared and wrong was reported there.
    if symbols.hasFacets, places[PlaceKey.facet(name)] == nil {
      page.report(
        .unknown(.unknownFacet, "facet", name, known: symbols.facets.map(\.name)), at: place)
    }
    return nil
  }

  func state(_ tree: Tree, of facet: FacetID, _ page: Page) -> StateID? {
    guard let name = page.text(tree, "the state") else { return nil }
    let known = symbols.facets[Int(facet.rawValue)]
    if let state = known.state(named: name) { return state }
    page.report(.unknownState(name, in: "facet `\(known.name)`", known.states), at: tree)
    return nil
  }

  /// A list of states under a key.
  func states(_ fields: Fields, _ key: String, of facet: FacetID) -> StateSet {
    guard let tree = fields.required(key), let list = fields.page.list(tree, "`\(key)`") else {
      return []
    }
    if list.isEmpty, key == "in" { fields.page.report(.emptyValue("`\(key)`"), at: tree) }
    return list.reduce(into: []) { set, element in
      if let state = state(element, of: facet, fields.page) { set.insert(StateSet(state)) }
    }
  }

  func role(_ tree: Tree, _ page: Page) -> Role? {
    guard let name = page.text(tree, "the role") else { return nil }
    if let role = Role(name: name) { return role }
    page.report(
      .unknown(.unknownRole, "role", name, known: Role.allCases.map(\.name)), at: tree)
    return nil
  }

  func selector(_ tree: Tree, _ page: Page) -> Selector? {
    guard let text = page.text(tree, "the selector") else { return nil }
    switch text {
    case "truth": return .truth
    case "origin": return .origin
    default: break
    }
    if let role = Role(name: text) { return .role(role) }
    if text.hasPrefix("system ") {
      return system(named: String(text.dropFirst(7)), at: tree, page).map { .system($0) }
    }
    let known = ["truth", "origin"] + Role.allCases.map(\.name) + ["system NAME"]
    page.report(.unknown(.unknownSelector, "selector", text, known: known), at: tree)
    return nil
  }

  func system(named name: String, at tree: Tree, _ page: Page) -> SystemID? {
    if let index = symbols.systemIndex[name] { return SystemID(rawValue: UInt16(index)) }
    // The survey reports a system without a role; here only what cannot be a system.
    if !Name.isDashed(name) {
      page.report(
        .unknown(.unknownSystem, "system", name, known: symbols.systems.map(\.name)), at: tree)
    }
    return nil
  }

  func amountKind(_ tree: Tree, _ page: Page) -> AmountKind? {
    guard let name = page.text(tree, "the amount") else { return nil }
    if let index = symbols.amountIndex[name] { return AmountKind(rawValue: UInt16(index)) }
    page.report(.unknown(.unknownAmount, "amount", name, known: symbols.amountKinds), at: tree)
    return nil
  }

  func entityKind(_ tree: Tree, _ page: Page) -> UInt8? {
    guard let name = page.text(tree, "the entity") else { return nil }
    if let index = symbols.entityIndex[name] { return UInt8(truncatingIfNeeded: index) }
    page.report(.unknown(.unknownEntity, "entity", name, known: symbols.entityKinds), at: tree)
    return nil
  }

  func trait(_ tree: Tree, _ page: Page) -> TraitSet? {
    guard let name = page.text(tree, "the trait") else { return nil }
    if let index = symbols.traitIndex[name] { return TraitSet(rawValue: 1 << UInt64(index % 64)) }
    page.report(.unknown(.unknownTrait, "trait", name, known: symbols.traits), at: tree)
    return nil
  }

  func zone(_ tree: Tree, _ page: Page) -> Zone? {
    guard let name = page.text(tree, "the zone") else { return nil }
    if let zone = symbols.zones[name] { return zone }
    page.report(.unknown(.unknownZone, "zone", name, known: symbols.zones.keys.sorted()), at: tree)
    return nil
  }

  func handoff(_ tree: Tree, _ page: Page) -> Int? {
    guard let name = page.text(tree, "the hand-off") else { return nil }
    if let index = symbols.handoffs.firstIndex(of: name) { return index }
    if symbols.hasPatterns {
      page.report(.unknown(.unknownHandoff, "hand-off", name, known: symbols.handoffs), at: tree)
    }
    return nil
  }
}
