import LedgerCore

extension Compiler {
  private static let statuses = [
    "in_flight", "delay", "mismatch", "unobservable", "closed", "none",
  ]

  func compileCases(_ document: Document) {
    let page = document.page
    guard let fields = page.fields(document.tree, "the file of cases", keys: ["cases"]),
      let list = fields.required("cases").flatMap({ page.list($0, "`cases`") })
    else { return }
    for tree in list {
      guard let fields = page.fields(tree, "the case", keys: ["name", "given", "then"]) else {
        continue
      }
      let name = fields.requiredText("name")
      let given = fields.required("given").flatMap { page.list($0, "`given`") } ?? []
      let deliveries = given.compactMap { self.delivery($0, page) }
      let then = fields.required("then").flatMap { self.expected($0, page) }
      guard let name, let then else { continue }
      cases.append(
        RulebookCase(
          name: name, file: page.path, line: tree.place.line, given: deliveries, then: then))
    }
  }

  private func delivery(_ tree: Tree, _ page: Page) -> RulebookCase.Given? {
    guard
      let fields = page.fields(
        tree, "the delivery", keys: ["channel", "kind", "headers", "received", "body"])
    else { return nil }
    let channel = fields.requiredText("channel")
    let kindTree = fields["kind"] ?? fields["channel"]
    let kind = fields.text("kind") ?? channel
    if let kind, let kindTree, !symbols.kinds.contains(kind) {
      page.report(.unknown(.unknownKind, "channel kind", kind, known: symbols.kinds), at: kindTree)
    }
    let headers = (fields["headers"].flatMap { page.entries($0, "`headers`") } ?? [])
      .compactMap { entry in
        page.text(entry.value, "the header").map { (name: entry.key, value: $0) }
      }
    let received = fields["received"].flatMap { page.timestamp($0, "`received`") }
    guard let body = fields.required("body"), let channel, let kind else { return nil }
    // A body in quotes or as a block is the raw text; else YAML that stands for JSON.
    let isRaw = if case .text(_, let isPlain) = body.form { !isPlain } else { false }
    return RulebookCase.Given(
      channel: channel, kind: kind, headers: headers,
      body: isRaw ? body.text ?? "" : JSONToken.text(body), received: received)
  }

  private func expected(_ tree: Tree, _ page: Page) -> RulebookCase.Then? {
    let keys = ["order", "as-of", "outcomes", "truth", "systems", "disagreements"]
    guard let fields = page.fields(tree, "`then`", keys: keys) else { return nil }
    var then = RulebookCase.Then()
    then.order = fields.text("order")
    then.asOf = fields["as-of"].flatMap { page.timestamp($0, "`as-of`") }
    let outcomes = Outcome.allCases.map { ($0.rawValue, $0.rawValue) }
    then.outcomes = fields.list("outcomes").compactMap { page.option($0, "outcome", outcomes) }
    then.truth = fields["truth"].map { self.facetStates($0, page) } ?? []
    for entry in fields["systems"].flatMap({ page.entries($0, "`systems`") }) ?? [] {
      if symbols.systemIndex[entry.key] == nil {
        let known = symbols.systems.map(\.name)
        page.report(.unknown(.unknownSystem, "system", entry.key, known: known), at: entry.place)
      }
      then.systems += facetStates(entry.value, page)
        .map { (system: entry.key, facet: $0.facet, state: $0.state) }
    }
    let statuses = Compiler.statuses.map { ($0, $0) }
    for entry in fields["disagreements"].flatMap({ page.entries($0, "`disagreements`") }) ?? [] {
      if !symbols.patterns.contains(entry.key), symbols.hasPatterns {
        page.report(
          .unknown(.unknownPattern, "pattern", entry.key, known: symbols.patterns), at: entry.place)
      }
      if let status = page.option(entry.value, "status", statuses) {
        then.disagreements.append((pattern: entry.key, status: status))
      }
    }
    return then
  }

  /// `{ facet: state }`; `none` where there is no truth, unless the facet has a state of that name.
  private func facetStates(_ tree: Tree, _ page: Page) -> [(facet: String, state: String)] {
    (page.entries(tree, "the states") ?? []).compactMap { entry in
      guard let facet = facet(named: entry.key, at: entry.place, page) else { return nil }
      if entry.value.text != "none" { _ = state(entry.value, of: facet, page) }
      return entry.value.text.map { (facet: entry.key, state: $0) }
    }
  }
}
