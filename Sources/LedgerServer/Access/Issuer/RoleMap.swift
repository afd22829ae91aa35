/// What the values of a claim stand for here.
struct RoleMap: Sendable, Hashable {
  let claim: ClaimPath
  let grants: [String: Grant]

  struct Grant: Sendable, Hashable {
    var roles: Set<TokenRole>
    /// On which channels `ingest` may deliver; nil for all.
    var channels: Set<String>?
  }

  /// All that the values give together; nil where that is nothing.
  func grant(of values: [String]) -> Grant? {
    let found = values.compactMap { grants[$0] }
    guard !found.isEmpty else { return nil }
    let delivering = found.filter { $0.roles.contains(.ingest) }
    let limits = delivering.compactMap(\.channels)
    let isLimited = !delivering.isEmpty && limits.count == delivering.count
    return Grant(
      roles: found.reduce(into: []) { $0.formUnion($1.roles) },
      channels: isLimited ? limits.reduce(into: []) { $0.formUnion($1) } : nil)
  }
}
