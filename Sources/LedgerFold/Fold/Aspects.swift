import LedgerRules

/// What of an order's state a condition looks at, or what a step has touched. It may name too much, never
/// too little.
struct Aspects: Sendable, Hashable {
  /// By facet; a facet has a number below 64.
  private(set) var facets: UInt64 = 0
  /// By amount kind, modulo 64.
  private(set) var amounts: UInt64 = 0
  private(set) var presence = false

  static let none = Aspects()
  /// All of it: when a system is first heard from, roles and the origin may mean others than before.
  static let all = Aspects(facets: .max, amounts: .max, presence: true)
  static let presence = Aspects(facets: 0, amounts: 0, presence: true)

  private init(facets: UInt64 = 0, amounts: UInt64 = 0, presence: Bool = false) {
    self.facets = facets
    self.amounts = amounts
    self.presence = presence
  }

  mutating func insert(_ facet: FacetID) { facets |= 1 << UInt64(facet.rawValue & 63) }
  mutating func insert(_ kind: AmountKind) { amounts |= 1 << UInt64(kind.rawValue & 63) }

  mutating func formUnion(_ other: Aspects) {
    facets |= other.facets
    amounts |= other.amounts
    presence = presence || other.presence
  }

  func intersects(_ other: Aspects) -> Bool {
    facets & other.facets != 0 || amounts & other.amounts != 0 || (presence && other.presence)
  }
}

/// Who looks at what: for each aspect the numbers of those that are to be asked anew when it is touched.
struct Watchers: Sendable {
  private let byFacet: Fixed<BitSet>
  private let byAmount: Fixed<BitSet>
  private let ofPresence: BitSet
  private let all: BitSet

  /// - Parameter aspects: of each; those beyond the limit of a `BitSet` are left out.
  init(_ aspects: [Aspects]) {
    let aspects = aspects.prefix(BitSet.limit)
    func watchers(_ isWatching: (Aspects) -> Bool) -> BitSet {
      BitSet(aspects.indices.filter { isWatching(aspects[$0]) })
    }
    byFacet = Fixed((0..<64).map { bit in watchers { $0.facets & 1 << UInt64(bit) != 0 } })
    byAmount = Fixed((0..<64).map { bit in watchers { $0.amounts & 1 << UInt64(bit) != 0 } })
    ofPresence = watchers { $0.presence }
    all = BitSet(aspects.indices)
  }

  func free() {
    byFacet.free()
    byAmount.free()
  }

  /// Those that look at something of what was touched.
  @inline(__always) func watching(_ touched: Aspects) -> BitSet {
    if touched.facets == .max { return all }
    var found = BitSet()
    var bits = touched.facets
    while bits != 0 {
      found.formUnion(byFacet[bits.trailingZeroBitCount])
      bits &= bits &- 1
    }
    bits = touched.amounts
    while bits != 0 {
      found.formUnion(byAmount[bits.trailingZeroBitCount])
      bits &= bits &- 1
    }
    if touched.presence { found.formUnion(ofPresence) }
    return found
  }
}
