import LedgerCore

extension Compiler {
  static let statesMax = 64
  static let facetsMax = 64

  func compileFacets(_ document: Document) {
    let page = document.page
    guard let fields = page.fields(document.tree, "facets.yaml", keys: ["facets"]),
      let tree = fields.required("facets"), let entries = page.entries(tree, "`facets`")
    else { return }
    if entries.count > Compiler.facetsMax {
      page.report(
        .tooMany("facets", count: entries.count, limit: Compiler.facetsMax), at: tree)
    }
    for entry in entries.prefix(Compiler.facetsMax) where page.isName(entry, "a facet") {
      note(PlaceKey.facet(entry.key), page, entry.place)
      if let facet = facet(entry, page) { symbols.facets.append(facet) }
    }
    symbols.index()
  }

  private func facet(_ entry: Tree.Entry, _ page: Page) -> Facet? {
    guard
      let fields = page.fields(
        entry.value, "facet `\(entry.key)`",
        keys: ["forward", "optional", "side", "moves", "irreversible", "rollup"])
    else { return nil }
    var names: [String] = []
    declareStates(fields.required("forward"), "`forward`", entry.key, page, &names)
    let forwardCount = names.count
    declareStates(fields["side"], "`side`", entry.key, page, &names)
    if names.count > Compiler.statesMax {
      page.report(.tooManyStates(names.count), at: entry.place)
      names = Array(names.prefix(Compiler.statesMax))
    }
    var graph = MoveGraph(count: names.count, forwardCount: min(forwardCount, names.count))
    for tree in fields.list("optional") {
      guard let index = stateIndex(tree, names, entry.key, page) else { continue }
      if index >= forwardCount {
        page.report(
          .unknownState(names[index], in: "`forward`", Array(names[..<forwardCount])), at: tree)
      }
      graph.optional.insert(index)
    }
    for tree in fields.list("moves") {
      guard let move = page.fields(tree, "the move", keys: ["from", "to"]) else { continue }
      let sources = stateIndices(move, "from", names, entry.key)
      let targets = stateIndices(move, "to", names, entry.key)
      for source in sources { for target in targets { graph.add(source, target) } }
    }
    var irreversible: StateSet = []
    for tree in fields.list("irreversible") {
      guard let index = stateIndex(tree, names, entry.key, page) else { continue }
      irreversible.insert(StateSet(StateID(rawValue: UInt8(index))))
    }
    return Facet(
      name: entry.key, states: names, forwardCount: graph.forwardCount, moves: graph.moves,
      reachable: graph.reachable, ahead: graph.ahead, irreversible: irreversible, rollup: nil)
  }

  private func declareStates(
    _ tree: Tree?, _ what: String, _ facet: String, _ page: Page, _ names: inout [String]
  ) {
    guard let tree, let elements = page.list(tree, what) else { return }
    if elements.isEmpty, what == "`forward`" { page.report(.emptyValue(what), at: tree) }
    for element in elements {
      guard let name = page.name(element, "a state") else { continue }
      if name == "quarantine" {
        page.report(.reservedName(name, "the state"), at: element)
      } else if names.contains(name) {
        page.report(.duplicateName(name, "state"), at: element)
      } else {
        note(PlaceKey.state(facet, name), page, element.place)
        names.append(name)
      }
    }
  }

  private func stateIndices(
    _ fields: Fields, _ key: String, _ names: [String], _ facet: String
  ) -> [Int] {
    guard let tree = fields.required(key), let list = fields.page.list(tree, "`\(key)`") else {
      return []
    }
    return list.compactMap { stateIndex($0, names, facet, fields.page) }
  }

  private func stateIndex(
    _ tree: Tree, _ names: [String], _ facet: String, _ page: Page
  ) -> Int? {
    guard let name = page.text(tree, "the state") else { return nil }
    if let index = names.firstIndex(of: name) { return index }
    page.report(.unknownState(name, in: "facet `\(facet)`", names), at: tree)
    return nil
  }

  /// After the survey: roll-ups name amounts, which channels declare.
  func compileRollups(_ document: Document) {
    for entry in document.tree["facets"]?.entries ?? [] {
      guard let index = symbols.facets.firstIndex(where: { $0.name == entry.key }),
        let tree = entry.value["rollup"],
        let fields = document.page.fields(
          tree, "the roll-up", keys: ["full", "partial", "ignore", "measure", "against"])
      else { continue }
      let facet = FacetID(rawValue: UInt8(index))
      let full = fields.required("full").flatMap { self.state($0, of: facet, document.page) }
      let partial = fields.required("partial").flatMap { self.state($0, of: facet, document.page) }
      let ignore = fields.has("ignore") ? states(fields, "ignore", of: facet) : []
      let measure = fields["measure"].flatMap { self.amountKind($0, document.page) }
      let against = fields["against"].flatMap { self.amountKind($0, document.page) }
      if fields.has("measure") != fields.has("against") {
        document.page.report(
          .missingKey(fields.has("measure") ? "against" : "measure", in: "the roll-up"), at: tree)
      }
      guard let full, let partial else { continue }
      symbols.facets[index].rollup = Rollup(
        ignore: ignore, full: full, partial: partial, measure: measure, against: against)
    }
  }
}

extension Fault {
  static func unknownState(_ name: String, in what: String, _ known: [String]) -> Fault {
    Fault(
      .unknownState, "\(what) has no state `\(name)`",
      suggestion(for: name, among: known, what: "state"))
  }
}
