public import LedgerRules

/// What of a rulebook a fold looks at. Where only some patterns or the truth of some facets can differ
/// between two rulebooks, nothing else need be worked out to see whether an order differs.
public struct FoldSlice: Sendable, Hashable {
  /// Facets whose truth is resolved.
  public var truths: Set<FacetID>
  /// Numbers of the patterns that are judged, with those that their judgement rests on.
  public var patterns: Set<Int>
  /// Whether it is worked out where the order is expected.
  public var expects: Bool
  /// Facets whose claims are kept besides those that the above need.
  public var claims: Set<FacetID>

  public init(
    truths: Set<FacetID>, patterns: Set<Int>, expects: Bool, claims: Set<FacetID>
  ) {
    self.truths = truths
    self.patterns = patterns
    self.expects = expects
    self.claims = claims
  }

  /// All of the rulebook.
  static func whole(_ rulebook: Rulebook) -> FoldSlice {
    let facets = Set(rulebook.facets.indices.map { FacetID(rawValue: UInt8($0)) })
    return FoldSlice(
      truths: facets, patterns: Set(rulebook.patterns.indices), expects: true, claims: facets)
  }

  /// With the patterns that others of it rest on: those that explain them away, and those that show
  /// duplicates, which is a cause.
  func closed(in rulebook: Rulebook) -> FoldSlice {
    var slice = self
    if !patterns.isEmpty, rulebook.causes.contains(.duplicate) {
      slice.patterns.formUnion(
        rulebook.patterns.indices.filter { rulebook.patterns[$0].upstream.severalOf != nil })
    }
    var pending = Array(slice.patterns)
    while let next = pending.popLast() {
      for other in rulebook.patterns[next].unless where slice.patterns.insert(other).inserted {
        pending.append(other)
      }
    }
    for pattern in slice.patterns {
      let rules = rulebook.patterns[pattern]
      let conditions = [rules.upstream, rules.downstream, rulebook.handoffs[rules.handoff].pause]
      for case let condition? in conditions { slice.add(condition) }
      if let facet = rules.downstreamFacet { slice.claims.insert(facet) }
      if rules.downstreamOf == .truth, let facet = rules.downstreamFacet {
        slice.truths.insert(facet)
      }
    }
    if expects { for expectation in rulebook.presence { slice.add(expectation.when) } }
    slice.claims.formUnion(slice.truths)
    return slice
  }

  private mutating func add(_ condition: Condition) {
    switch condition {
    case .facet(let selector, let facet, _), .known(let selector, let facet):
      claims.insert(facet)
      if selector == .truth { truths.insert(facet) }
    case .several(_, _, _, let facet, _): claims.insert(facet)
    case .not(let part): add(part)
    case .all(let parts), .any(let parts): for part in parts { add(part) }
    case .always, .presence, .trait, .test, .amounts, .lines, .has: break
    }
  }
}
