import LedgerCore

/// The status matrix of a channel kind.
extension MarkdownWriter {
  mutating func write(_ kind: ChannelKind) {
    line("## \(kind.title)")
    line("Kind `\(kind.name)`, system `\(kind.system)`, role \(kind.role.name).")
    for shape in kind.shapes { write(shape, kind) }
  }

  private mutating func write(_ shape: Shape, _ kind: ChannelKind) {
    let others = otherRows(shape)
    if !others.isEmpty || !shape.facets.isEmpty {
      let entity =
        shape.entityKey == nil ? "" : " (\(rulebook.entityKinds[Int(shape.entityKind)]))"
      line("### \(kind.name) \(shape.name)\(entity)")
    }
    table(["When", "Says"], others)
    for facet in shape.facets {
      line("**\(rulebook[facet.facet].name)**")
      table(
        ["Source", "State", "Rule"], facet.rows.flatMap { rows($0, facet.facet, shape) })
    }
    for part in shape.parts { write(part.shape, kind) }
  }

  /// What a shape says beside facets.
  private func otherRows(_ shape: Shape) -> [[String]] {
    func when(_ condition: FactCondition?) -> String {
      condition.map { $0.ruleText(shape.facts) } ?? "always"
    }
    var rows: [[String]] = []
    if let test = shape.test { rows.append([when(test), "a test order"]) }
    rows += shape.presence.map { [when($0.when), "the order is \($0.claim)"] }
    rows += shape.traits.map { [when($0.when), "trait \(names.text($0.trait))"] }
    rows += shape.originRows.map { [when($0.when), "it began at \(rulebook[$0.system].name)"] }
    rows += shape.hopRows.map { [when($0.when), "hop \($0.stage)"] }
    if let fact = shape.hearsayFact {
      rows.append(["always", "hearsay of the system in \(shape.facts[fact].name)"])
    }
    if let fact = shape.claimantFact {
      rows.append(["always", "the word of the system in \(shape.facts[fact].name)"])
    }
    return rows
  }

  private func rows(_ row: FacetRow, _ facet: FacetID, _ shape: Shape) -> [[String]] {
    let condition = row.when.map { $0.ruleText(shape.facts) }
    let effective = row.effective.ruleText
    switch row.action {
    case .then(let result, let rule):
      return [[(condition ?? "otherwise") + effective, name(result, facet), place(rule)]]
    case .table(let fact, let results, let rule):
      let scope = condition.map { "\($0) and " } ?? ""
      let source = shape.facts[fact].name
      // In the order of the file, as its authors grouped them.
      let sorted = results.sorted {
        ($0.value.rule, $0.key.ruleText) < ($1.value.rule, $1.key.ruleText)
      }
      let known = sorted.map { value, entry in
        [
          "\(scope)\(source) = \(value.ruleText)\(effective)", name(entry.result, facet),
          place(entry.rule),
        ]
      }
      return known + [
        ["\(scope)\(source) is any other value\(effective)", "quarantined", place(rule)]
      ]
    }
  }

  private func name(_ result: FacetRow.Result, _ facet: FacetID) -> String {
    switch result {
    case .state(let state): rulebook[facet].name(of: state)
    case .none: "(no claim)"
    case .quarantine: "quarantined"
    }
  }

  private func place(_ rule: RuleID) -> String { "\(rulebook[rule].file):\(rulebook[rule].line)" }
}
