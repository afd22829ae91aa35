import LedgerCore
import LedgerRules

/// Where two rulebooks read the same signatures otherwise. Both tables hold the same codes, and their
/// rulebooks number facets, states and systems alike.
extension FoldTable {
  /// The codes whose meaning differs at some time; which rule gives it does not matter.
  public func codesRead(otherwiseThan other: FoldTable) -> [UInt32] {
    precondition(codeCount == other.codeCount, "both sides read the same signatures")
    let instants = [Int64.min] + Set(epochs + other.epochs).sorted()
    return (0..<UInt32(codeCount)).filter { code in
      instants.contains { !means(code, at: $0, theSameAs: other) }
    }
  }

  private func means(_ code: UInt32, at instant: Int64, theSameAs other: FoldTable) -> Bool {
    let (mine, theirs) = (row(code: code, at: instant), other.row(code: code, at: instant))
    return mine.standing == theirs.standing && mine.system == theirs.system
      && mine.role == theirs.role && mine.isHearsay == theirs.isHearsay
      && mine.isAction == theirs.isAction && mine.isTest == theirs.isTest
      && mine.entityKind == theirs.entityKind && mine.presence == theirs.presence
      && mine.origin == theirs.origin && mine.hop == theirs.hop && mine.traits == theirs.traits
      && reasons[Int(mine.reason)] == other.reasons[Int(theirs.reason)]
      && claims(of: mine).elementsEqual(other.claims(of: theirs)) {
        $0.facet == $1.facet && $0.state == $1.state
      }
      && quarantined(of: mine).elementsEqual(other.quarantined(of: theirs)) {
        $0.facet == $1.facet && $0.reason == $1.reason && $0.fact == $1.fact && $0.value == $1.value
      }
  }

  private func claims(of row: Row) -> ArraySlice<Evaluation.Claim> {
    ArraySlice(claims[Int(row.claims.lowerBound)..<Int(row.claims.upperBound)])
  }

  private func quarantined(of row: Row) -> ArraySlice<Evaluation.Quarantine> {
    quarantined[Int(row.quarantined.lowerBound)..<Int(row.quarantined.upperBound)]
  }

  /// The same codes, of which a fold looks at a part of the rulebook only.
  public func sliced(_ slice: FoldSlice) -> FoldTable {
    FoldTable(self, rules: FoldRules(rulebook, slice: slice))
  }
}
