public import LedgerCore
public import LedgerRules

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

extension FoldTable {
  /// Rules that gave a claim, or refused one, for some signature.
  public var rulesHit: Set<RuleID> {
    Set(claims.map(\.rule)).union(quarantined.compactMap(\.rule))
  }

  /// What a rulebook of its own, whose rules this is, would read in the codes of two tables: of each claim
  /// and of the rest of each signature, what `after` says or what `before` does.
  ///
  /// - Parameters:
  ///   - rulebook: whose epochs hold those of both.
  ///   - takes: whether to take what `after` says, for a code of an epoch and a facet; nil for all that is
  ///     no claim.
  public static func mixing(
    _ before: FoldTable, _ after: FoldTable, for rulebook: Rulebook,
    takes: (UInt32, Timestamp, FacetID?) -> Bool
  ) -> FoldTable {
    var table = FoldTable(rulebook: rulebook)
    let instants = [Timestamp.distantPast] + rulebook.epochs
    for code in 0..<UInt32(before.codeCount) {
      table.append(
        before.signatures[Int(code)],
        meaning: instants.map { instant in
          let old = before.evaluation(of: code, at: instant.rawValue)
          let new = after.evaluation(of: code, at: instant.rawValue)
          return old.mixed(with: new) { takes(code, instant, $0) }
        })
    }
    return table
  }

  /// The facets of a code of which the two sides claim otherwise at an instant, each with the rules that
  /// decide; nil stands for what is no claim.
  public func differences(
    of code: UInt32, at instant: Timestamp, from other: FoldTable
  ) -> [(facet: FacetID?, before: RuleID?, after: RuleID?)] {
    let old = evaluation(of: code, at: instant.rawValue)
    let new = other.evaluation(of: code, at: instant.rawValue)
    var found: [(facet: FacetID?, before: RuleID?, after: RuleID?)] = []
    for facet in rulebook.facets.indices.map({ FacetID(rawValue: UInt8($0)) }) {
      let (mine, theirs) = (old.saying(of: facet), new.saying(of: facet))
      if mine.said != theirs.said { found.append((facet, mine.rule, theirs.rule)) }
    }
    if !old.isAlikeBesideClaims(new) { found.append((nil, old.presenceRule, new.presenceRule)) }
    return found
  }
}

extension Evaluation {
  /// What is said of a facet: states claimed, or why none could be read; and the rule that decides.
  fileprivate func saying(of facet: FacetID) -> (said: [String], rule: RuleID?) {
    let own = claims.filter { $0.facet == facet }
    let unread = quarantined.filter { $0.facet == facet }
    return (
      own.map { "\($0.state.rawValue)" } + unread.map { "\($0.reason) \($0.fact) \($0.value)" },
      own.first?.rule ?? unread.first?.rule
    )
  }

  fileprivate func isAlikeBesideClaims(_ other: Evaluation) -> Bool {
    standing == other.standing && system == other.system && isHearsay == other.isHearsay
      && entityKind == other.entityKind && isAction == other.isAction && isTest == other.isTest
      && presence == other.presence && reason == other.reason && traits == other.traits
      && origin == other.origin && hop == other.hop
      && quarantined.filter { $0.facet == nil } == other.quarantined.filter { $0.facet == nil }
  }

  fileprivate func mixed(with other: Evaluation, takes: (FacetID?) -> Bool) -> Evaluation {
    let takesRest = takes(nil)
    var mixed = takesRest ? other : self
    func isWanted(_ facet: FacetID?, fromOther: Bool) -> Bool {
      facet.map { takes($0) == fromOther } ?? (takesRest == fromOther)
    }
    mixed.claims =
      claims.filter { isWanted($0.facet, fromOther: false) }
      + other.claims.filter { isWanted($0.facet, fromOther: true) }
    mixed.quarantined =
      quarantined.filter { isWanted($0.facet, fromOther: false) }
      + other.quarantined.filter { isWanted($0.facet, fromOther: true) }
    return mixed
  }
}
