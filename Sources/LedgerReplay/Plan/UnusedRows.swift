import LedgerCore
public import LedgerFold
public import LedgerRules

extension FoldTable {
  /// Rows that map facts to claims and that no signature of the history hits, at any time; of kinds that
  /// some signature is of. In the order of the rulebook.
  public var unusedRows: [SourcePlace] {
    let hit = rulesHit
    let kinds = Set(signatures.map(\.channelKind)).sorted()
    var unused: Set<RuleID> = []
    for kind in kinds {
      for shape in rulebook.kinds[kind]?.shapes ?? [] { shape.collectRules(&unused) }
    }
    unused.subtract(hit)
    var seen: Set<SourcePlace> = []
    return rulebook.rules.filter { unused.contains($0.id) }
      .map { SourcePlace(file: $0.file, line: $0.line) }.filter { seen.insert($0).inserted }
  }
}

extension Shape {
  fileprivate func collectRules(_ rules: inout Set<RuleID>) {
    for table in facets {
      for row in table.rows {
        switch row.action {
        case .then(_, let rule): rules.insert(rule)
        case .table(_, let results, _): for result in results.values { rules.insert(result.rule) }
        }
      }
    }
    for part in parts { part.shape.collectRules(&rules) }
  }
}
