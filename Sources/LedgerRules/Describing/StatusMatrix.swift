import LedgerCore

/// One cell of what a rulebook makes of a system's words: a value, and the state that it means.
public struct StatusMatrixRow: Sendable, Hashable {
  public enum Meaning: Sendable, Hashable {
    case state(String)
    /// Known, and no claim.
    case none
    case quarantine
  }

  public var kind: String
  public var system: String
  public var shape: String
  public var facet: String
  /// What must hold beside; empty for nothing.
  public var when: String
  /// The fact that is looked at; nil where the condition alone decides.
  public var fact: String?
  /// Nil for any value that has no row of its own.
  public var value: String?
  public var meaning: Meaning
  public var file: String
  public var line: Int
}

extension Rulebook {
  /// All that it makes of the words of all systems, in the order of the files.
  public var statusMatrix: [StatusMatrixRow] {
    kinds.values.sorted { $0.name < $1.name }.flatMap { kind in
      kind.shapes.flatMap { rows(of: $0, kind) }
    }
  }

  private func rows(of shape: Shape, _ kind: ChannelKind) -> [StatusMatrixRow] {
    shape.facets.flatMap { table in
      table.rows.flatMap { rows(of: $0, table.facet, shape, kind) }
    } + shape.parts.flatMap { rows(of: $0.shape, kind) }
  }

  private func rows(
    of row: FacetRow, _ facet: FacetID, _ shape: Shape, _ kind: ChannelKind
  ) -> [StatusMatrixRow] {
    let when = (row.when.map { $0.ruleText(shape.facts) } ?? "") + row.effective.ruleText
    func cell(
      _ fact: Int?, _ value: String?, _ result: FacetRow.Result, _ rule: RuleID
    ) -> StatusMatrixRow {
      let place = self[rule]
      return StatusMatrixRow(
        kind: kind.name, system: kind.system, shape: shape.name, facet: self[facet].name,
        when: when, fact: fact.map { shape.facts[$0].name }, value: value,
        meaning: meaning(result, facet), file: place.file, line: place.line)
    }
    switch row.action {
    case .then(let result, let rule): return [cell(nil, nil, result, rule)]
    case .table(let fact, let results, let rule):
      let known = results.map { cell(fact, "\($0.key)", $0.value.result, $0.value.rule) }
        .sorted { ($0.line, $0.value ?? "") < ($1.line, $1.value ?? "") }
      return known + [cell(fact, nil, .quarantine, rule)]
    }
  }

  private func meaning(_ result: FacetRow.Result, _ facet: FacetID) -> StatusMatrixRow.Meaning {
    switch result {
    case .state(let state): .state(self[facet].name(of: state))
    case .none: .none
    case .quarantine: .quarantine
    }
  }
}
