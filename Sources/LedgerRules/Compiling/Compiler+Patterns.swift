import LedgerCore

extension Compiler {
  /// So many fit a `BitSet` of the fold.
  static let patternsMax = 256

  private static let severities: [(String, Severity)] = [
    ("low", .low), ("medium", .medium), ("high", .high), ("critical", .critical),
  ]

  func compilePatterns(_ document: Document) {
    let page = document.page
    // Unknown keys of the file were reported when names were declared.
    let fields = Fields(
      page: page, tree: document.tree, what: "patterns.yaml", entries: document.tree.entries)
    for entry in fields["handoffs"]?.entries ?? [] where Name.isPlain(entry.key) {
      compileHandoff(entry, page)
    }
    var entries: [Tree.Entry] = []
    for (key, kind) in [("patterns", Pattern.Kind.mismatch), ("slas", .sla)] {
      for entry in fields[key]?.entries ?? [] where Name.isPlain(entry.key) {
        guard !entries.contains(where: { $0.key == entry.key }) else { continue }
        entries.append(entry)
        if let pattern = pattern(entry, kind, page) { patterns.append(pattern) }
      }
    }
    if patterns.count > Compiler.patternsMax {
      page.report(
        .tooMany("patterns and SLAs", count: patterns.count, limit: Compiler.patternsMax),
        at: document.tree)
    }
    reportCyclicUnless(entries, page)
    if let tree = fields["causes"] { compileCauses(tree, fields.place(of: "causes"), page) }
  }

  private func pattern(_ entry: Tree.Entry, _ kind: Pattern.Kind, _ page: Page) -> Pattern? {
    let isMismatch = kind == .mismatch
    guard
      let fields = page.fields(
        entry.value, isMismatch ? "pattern `\(entry.key)`" : "SLA `\(entry.key)`",
        keys: [
          "title", "upstream", "downstream", "of", "handoff", "severity", "owner", "remedy",
          "unless", "unlinked",
        ])
    else { return nil }
    let title = fields.requiredText("title")
    let upstream = fields.required("upstream").flatMap { self.condition($0, page) }
    let downstream = fields["downstream"].flatMap { self.condition($0, page) }
    let of = fields["of"].flatMap { self.selector($0, page) }
    let handoff = fields.required("handoff").flatMap { self.handoff($0, page) }
    let severityTree = isMismatch ? fields.required("severity") : fields["severity"]
    let severity = severityTree.flatMap { page.option($0, "severity", Compiler.severities) }
    let remedy = isMismatch ? fields.requiredText("remedy") : fields.text("remedy")
    let owner = fields.text("owner")
    let unless = fields.list("unless").compactMap { self.pattern(named: $0, page) }
    guard let title, let upstream, let handoff else { return nil }
    let side = downstream.map { DownstreamSide(of: $0, facets: symbols.facets) }
    let expected = downstream.map { " → \(symbols.text.text($0))" } ?? ""
    let rule = rules.add(
      file: page.path, line: entry.place.line, table: "pattern \(entry.key)",
      text: "\(entry.key): \(symbols.text.text(upstream))\(expected)")
    return Pattern(
      kind: kind, name: entry.key, title: title, upstream: upstream, downstream: downstream,
      downstreamOf: of ?? side?.of, downstreamFacet: side?.facet,
      downstreamStates: side?.states ?? [], handoff: handoff, severity: severity ?? .medium,
      owner: owner ?? "", remedy: remedy ?? "", unless: unless, rule: rule,
      appliesToUnlinked: fields["unlinked"].flatMap { page.boolean($0, "unlinked") } ?? false)
  }

  private func pattern(named tree: Tree, _ page: Page) -> Int? {
    guard let name = page.text(tree, "the pattern") else { return nil }
    if let index = symbols.patterns.firstIndex(of: name) { return index }
    page.report(.unknown(.unknownPattern, "pattern", name, known: symbols.patterns), at: tree)
    return nil
  }

  private func reportCyclicUnless(_ entries: [Tree.Entry], _ page: Page) {
    let names = entries.map(\.key)
    let next = entries.map { entry in
      (entry.value["unless"]?.elements ?? []).compactMap { $0.text.flatMap(names.firstIndex(of:)) }
    }
    for circle in Circles.find(next) {
      let place = entries[circle[0]].value["unless"]?.place ?? entries[circle[0]].place
      page.report(.cyclicUnless((circle + circle.prefix(1)).map { names[$0] }), at: place)
    }
  }

  private func compileCauses(_ tree: Tree, _ place: Place, _ page: Page) {
    note(PlaceKey.causes, page, place)
    for element in page.list(tree, "`causes`") ?? [] {
      guard let name = page.text(element, "the cause") else { continue }
      guard let cause = Cause(name: name) else {
        page.report(
          .unknown(.unknownCause, "cause", name, known: Cause.allCases.map(\.name)), at: element)
        continue
      }
      if causes.contains(cause) {
        page.report(.duplicateName(name, "cause"), at: element)
      } else {
        causes.append(cause)
      }
    }
  }
}
