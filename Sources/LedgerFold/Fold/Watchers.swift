/// Who looks at what: for each aspect the numbers of those that are to be asked anew when it is touched.
struct Watchers: Sendable {
  /// By bit of an aspect: who looks at it.
  private struct Bits: Sendable {
    let watching: Fixed<BitSet>
    /// The bits that somebody looks at.
    let used: UInt64

    init(_ aspects: ArraySlice<Aspects>, _ bits: (Aspects) -> UInt64) {
      watching = Fixed(
        (0..<64).map { bit in
          BitSet(aspects.indices.filter { bits(aspects[$0]) & 1 << UInt64(bit) != 0 })
        })
      used = aspects.reduce(0) { $0 | bits($1) }
    }

    @inline(__always) func union(_ touched: UInt64) -> BitSet {
      var found = BitSet()
      var bits = touched & used
      while bits != 0 {
        found.formUnion(watching[bits.trailingZeroBitCount])
        bits &= bits &- 1
      }
      return found
    }
  }

  private let facets: Bits
  private let facetRoles: Bits
  private let amounts: Bits
  private let amountRoles: Bits
  private let presenceRoles: Bits
  private let truths: Bits
  private let all: BitSet

  /// - Parameter aspects: of each; those beyond the limit of a `BitSet` are left out.
  init(_ aspects: [Aspects]) {
    let aspects = aspects.prefix(BitSet.limit)
    facets = Bits(aspects, \.facets)
    facetRoles = Bits(aspects, \.facetRoles)
    amounts = Bits(aspects, \.amounts)
    amountRoles = Bits(aspects, \.amountRoles)
    presenceRoles = Bits(aspects, \.presenceRoles)
    truths = Bits(aspects, \.truths)
    all = BitSet(aspects.indices)
  }

  func free() {
    for bits in [facets, facetRoles, amounts, amountRoles, presenceRoles, truths] {
      bits.watching.free()
    }
  }

  /// Those that look at something of what was touched.
  @inline(__always) func watching(_ touched: Aspects) -> BitSet {
    if touched == .all { return all }
    var found = facets.union(touched.facets)
    found.formIntersection(facetRoles.union(touched.facetRoles))
    if touched.amounts != 0 {
      var byAmount = amounts.union(touched.amounts)
      byAmount.formIntersection(amountRoles.union(touched.amountRoles))
      found.formUnion(byAmount)
    }
    found.formUnion(presenceRoles.union(touched.presenceRoles))
    found.formUnion(truths.union(touched.truths))
    return found
  }

  /// Those that look at the truth of what was touched.
  @inline(__always) func watchingTruths(_ touched: Aspects) -> BitSet {
    truths.union(touched.truths)
  }
}
