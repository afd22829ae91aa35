import LedgerRules

/// By what a rulebook derives statuses: roles of systems, and how entities roll up. Plain values,
/// so that the fold need not count references to read them.
struct StatusRules: Sendable {
  struct FacetRules: Sendable {
    var forwardCount: Int
    var rollup: Rollup?
  }

  /// By system.
  let roles: ContiguousArray<Role>
  /// By facet.
  let facets: ContiguousArray<FacetRules>
  let originRoles: ContiguousArray<Role>

  init(_ rulebook: Rulebook) {
    roles = ContiguousArray(rulebook.systems.map(\.role))
    facets = ContiguousArray(
      rulebook.facets.map { FacetRules(forwardCount: $0.forwardCount, rollup: $0.rollup) })
    originRoles = ContiguousArray(rulebook.originRoles)
  }

  func role(of system: SystemID) -> Role { roles[Int(system.rawValue)] }

  subscript(_ facet: FacetID) -> FacetRules { facets[Int(facet.rawValue)] }
}
