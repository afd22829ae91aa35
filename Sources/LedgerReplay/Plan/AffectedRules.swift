import LedgerFold
import LedgerRules

/// What of two rulebooks can differ: found piece by piece, then spread to what rests on it. Patterns go
/// by name, so that both sides mean the same.
struct AffectedRules {
  let before: Rulebook
  let after: Rulebook
  var isWhole = false
  var truths: Set<FacetID> = []
  var claims: Set<FacetID> = []
  var patterns: Set<String> = []
  var expects = false
  var reasons: [String] = []

  init(_ before: Rulebook, _ after: Rulebook) {
    self.before = before
    self.after = after
  }

  mutating func find() {
    findWhole()
    guard !isWhole else { return }
    findFacets()
    findExpectations()
    findPatterns()
    spread()
  }

  /// What reaches into everything that is worked out.
  private mutating func findWhole() {
    func whole(_ reason: String) {
      isWhole = true
      reasons.append(reason)
    }
    if before.originRoles != after.originRoles {
      whole("the origin is found otherwise: every order is folded")
    }
    if before.prerequisites.map(\.meaning) != after.prerequisites.map(\.meaning) {
      whole("prerequisites or hold times differ: every order is folded")
    }
    if before.facets.map(\.rollup) != after.facets.map(\.rollup) {
      whole("entities roll up otherwise: every order is folded")
    }
  }

  private mutating func findFacets() {
    for (index, facet) in before.facets.enumerated() {
      let id = FacetID(rawValue: UInt8(index))
      if before.authority[index].map(\.meaning) != after.authority[index].map(\.meaning) {
        truths.insert(id)
        reasons.append("truth of \(facet.name) has other authorities")
      }
      let revised = after.facets[index]
      if facet.moves != revised.moves || facet.reachable != revised.reachable {
        claims.insert(id)
        reasons.append("\(facet.name) allows other moves")
      }
      guard facet.ahead != revised.ahead else { continue }
      reasons.append("\(facet.name) goes forward otherwise")
      // Causes ask how far behind a claim is, of any facet.
      patterns.formUnion(before.patterns.map(\.name))
      patterns.formUnion(after.patterns.map(\.name))
    }
  }

  private mutating func findExpectations() {
    if before.presence.map({ ExpectationMeaning($0, before) })
      != after.presence.map({ ExpectationMeaning($0, after) })
    {
      expects = true
      reasons.append("orders are expected elsewhere, or by another time")
    }
  }

  private mutating func findPatterns() {
    let old = Dictionary(before.patterns.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    let new = Dictionary(after.patterns.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    for name in Set(old.keys).union(new.keys).sorted() {
      guard
        old[name].map({ PatternMeaning($0, before) })
          != new[name].map({ PatternMeaning($0, after) })
      else { continue }
      patterns.insert(name)
      reasons.append("pattern \(name) judges otherwise")
    }
    if before.causes != after.causes {
      reasons.append("causes are looked for in another order")
      patterns.formUnion(old.keys)
      patterns.formUnion(new.keys)
    }
  }

  /// To what rests on something that is affected.
  private mutating func spread() {
    for rulebook in [before, after] {
      for expectation in rulebook.presence where expectation.when.asksTruth(of: truths) {
        expects = true
      }
      for pattern in rulebook.patterns {
        let conditions = [
          pattern.upstream, pattern.downstream, rulebook.handoffs[pattern.handoff].pause,
        ]
        let asks = conditions.contains { $0?.asksTruth(of: truths) ?? false }
        let isDownstream =
          pattern.downstreamOf == .truth && pattern.downstreamFacet.map(truths.contains) ?? false
        if asks || isDownstream { patterns.insert(pattern.name) }
      }
      // Several entities are a cause of other patterns.
      let several = rulebook.patterns.contains {
        patterns.contains($0.name) && $0.upstream.severalOf != nil
      }
      if several, rulebook.causes.contains(.duplicate) {
        patterns.formUnion(rulebook.patterns.map(\.name))
      }
      var isSpreading = true
      while isSpreading {
        let count = patterns.count
        for pattern in rulebook.patterns
        where pattern.unless.contains(where: { patterns.contains(rulebook.patterns[$0].name) }) {
          patterns.insert(pattern.name)
        }
        isSpreading = patterns.count > count
      }
    }
  }

  func slice(of rulebook: Rulebook) -> FoldSlice {
    FoldSlice(
      truths: truths,
      patterns: Set(
        rulebook.patterns.indices.filter { patterns.contains(rulebook.patterns[$0].name) }),
      expects: expects, claims: claims)
  }
}
