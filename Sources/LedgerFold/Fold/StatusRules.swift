import LedgerRules

/// By what a rulebook derives statuses: roles of systems, and how entities roll up. Plain values, so that
/// the fold need not count references to read them.
struct StatusRules: Sendable {
  struct FacetRules: Sendable {
    var forwardCount: Int
    var rollup: Rollup?
  }

  /// By system.
  let roles: Fixed<Role>
  /// By facet.
  let facets: Fixed<FacetRules>
  let originRoles: Fixed<Role>

  init(_ rulebook: Rulebook) {
    roles = Fixed(rulebook.systems.map(\.role))
    facets = Fixed(
      rulebook.facets.map { FacetRules(forwardCount: $0.forwardCount, rollup: $0.rollup) })
    originRoles = Fixed(rulebook.originRoles)
  }

  func free() {
    roles.free()
    facets.free()
    originRoles.free()
  }

  func role(of system: SystemID) -> Role { roles[Int(system.rawValue)] }

  /// Whom a selector means, as `Aspects` have it. What is true of claims is not asked of systems; an amount
  /// that is true is the origin's.
  func mask(_ selector: Selector) -> UInt64 {
    switch selector {
    case .truth, .origin: Aspects.origin
    case .role(let role): Aspects.mask(role)
    case .system(let system): Aspects.mask(role(of: system))
    }
  }

  subscript(_ facet: FacetID) -> FacetRules { facets[Int(facet.rawValue)] }
}
