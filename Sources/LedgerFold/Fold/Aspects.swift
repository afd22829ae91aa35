import LedgerRules

/// What of an order's state a condition looks at, or what a step has touched. It may name too much, never
/// too little.
struct Aspects: Sendable, Hashable {
  /// By facet, which has a number below 64: claims of these by systems of `facetRoles`.
  private(set) var facets: UInt64 = 0
  private(set) var facetRoles: UInt64 = 0
  /// By amount kind, modulo 64: those of systems of `amountRoles`.
  private(set) var amounts: UInt64 = 0
  private(set) var amountRoles: UInt64 = 0
  private(set) var presenceRoles: UInt64 = 0
  /// By facet: its truth.
  private(set) var truths: UInt64 = 0

  static let none = Aspects()
  /// All of it.
  static let all = Aspects(
    facets: .max, facetRoles: .max, amounts: .max, amountRoles: .max, presenceRoles: .max,
    truths: .max)

  /// In a mask of roles: the order's origin, whichever role it has.
  static let origin: UInt64 = 1 << 63
  static let anyRole = UInt64.max

  static func mask(_ role: Role) -> UInt64 { 1 << UInt64(role.rawValue) }

  mutating func insert(_ facet: FacetID, of roles: UInt64) {
    facets |= 1 << UInt64(facet.rawValue & 63)
    facetRoles |= roles
  }

  mutating func insert(_ kind: AmountKind, of roles: UInt64) {
    amounts |= 1 << UInt64(kind.rawValue & 63)
    amountRoles |= roles
  }

  mutating func insert(presenceOf roles: UInt64) { presenceRoles |= roles }

  /// Everything that systems of some roles say.
  mutating func insert(allOf roles: UInt64) {
    facets = .max
    facetRoles |= roles
    amounts = .max
    amountRoles |= roles
    presenceRoles |= roles
  }

  mutating func insert(truthOf facet: FacetID) { truths |= 1 << UInt64(facet.rawValue & 63) }

  mutating func formUnion(_ other: Aspects) {
    facets |= other.facets
    facetRoles |= other.facetRoles
    amounts |= other.amounts
    amountRoles |= other.amountRoles
    presenceRoles |= other.presenceRoles
    truths |= other.truths
  }

  func intersects(_ other: Aspects) -> Bool {
    facets & other.facets != 0 && facetRoles & other.facetRoles != 0
      || amounts & other.amounts != 0 && amountRoles & other.amountRoles != 0
      || presenceRoles & other.presenceRoles != 0 || truths & other.truths != 0
  }
}
