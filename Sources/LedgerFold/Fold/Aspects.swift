import LedgerRules

/// What of an order's state a condition looks at, or what a step has touched. It may name too much,
/// never too little.
struct Aspects: Sendable, Hashable {
  /// By facet, modulo 64.
  private var facets: UInt64 = 0
  /// By amount kind, modulo 64.
  private var amounts: UInt64 = 0
  private var presence = false

  static let none = Aspects()
  /// All of it: when a system is first heard from, roles and the origin may mean others
  /// than before.
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
