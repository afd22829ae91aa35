/// Who looks at what: for each aspect the numbers of those that are to be asked anew when it is touched.
struct Watchers: Sendable {
  private let byFacet: Fixed<BitSet>
  private let byFacetRole: Fixed<BitSet>
  private let byAmount: Fixed<BitSet>
  private let byAmountRole: Fixed<BitSet>
  private let byPresenceRole: Fixed<BitSet>
  private let byTruth: Fixed<BitSet>
  private let all: BitSet

  /// - Parameter aspects: of each; those beyond the limit of a `BitSet` are left out.
  init(_ aspects: [Aspects]) {
    let aspects = aspects.prefix(BitSet.limit)
    func watchers(_ bits: (Aspects) -> UInt64) -> Fixed<BitSet> {
      Fixed(
        (0..<64).map { bit in
          BitSet(aspects.indices.filter { bits(aspects[$0]) & 1 << UInt64(bit) != 0 })
        })
    }
    byFacet = watchers(\.facets)
    byFacetRole = watchers(\.facetRoles)
    byAmount = watchers(\.amounts)
    byAmountRole = watchers(\.amountRoles)
    byPresenceRole = watchers(\.presenceRoles)
    byTruth = watchers(\.truths)
    all = BitSet(aspects.indices)
  }

  func free() {
    for table in [byFacet, byFacetRole, byAmount, byAmountRole, byPresenceRole, byTruth] {
      table.free()
    }
  }

  /// Those that look at something of what was touched.
  @inline(__always) func watching(_ touched: Aspects) -> BitSet {
    if touched == .all { return all }
    var found = Watchers.union(byFacet, touched.facets)
    if !found.isEmpty {
      found.formIntersection(Watchers.union(byFacetRole, touched.facetRoles))
    }
    if touched.amounts != 0 {
      var amounts = Watchers.union(byAmount, touched.amounts)
      amounts.formIntersection(Watchers.union(byAmountRole, touched.amountRoles))
      found.formUnion(amounts)
    }
    found.formUnion(Watchers.union(byPresenceRole, touched.presenceRoles))
    found.formUnion(watchingTruths(touched))
    return found
  }

  /// Those that look at the truth of what was touched.
  @inline(__always) func watchingTruths(_ touched: Aspects) -> BitSet {
    Watchers.union(byTruth, touched.truths)
  }

  @inline(__always) private static func union(_ table: Fixed<BitSet>, _ numbers: UInt64) -> BitSet {
    var found = BitSet()
    var bits = numbers
    while bits != 0 {
      found.formUnion(table[bits.trailingZeroBitCount])
      bits &= bits &- 1
    }
    return found
  }
}
