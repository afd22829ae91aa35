public import LedgerCore
public import LedgerRules

/// What a comparison of two rulebooks asks of one main entry.
extension FoldTable {
  private func row(of entry: SpineEntry) -> Row {
    row(
      code: entry.code, at: entry.occurred == SpineEntry.none ? entry.received : entry.occurred)
  }

  /// The claimant.
  public func system(of entry: SpineEntry) -> SystemID { row(of: entry).system }

  /// What the entry's system claims of itself.
  public func claims(of entry: SpineEntry) -> [Evaluation.Claim] {
    let row = row(of: entry)
    return row.isHearsay ? [] : row.claims.map { claims[Int($0)] }
  }

  /// Whether truth of a facet may come from the entry's system.
  public func isAuthority(_ entry: SpineEntry, for facet: FacetID) -> Bool {
    let row = row(of: entry)
    return rules.flat.truth[Int(facet.rawValue)].contains { step in
      switch rules.flat.questions[rules.flat.authorities[step].question].selector {
      case .system(let system): system == row.system
      case .role(let role): role == row.role
      case .origin, .truth: rules.flat.isOriginRole(row.role)
      }
    }
  }
}
