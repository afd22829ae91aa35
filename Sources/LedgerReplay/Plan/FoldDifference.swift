import LedgerCore
public import LedgerFold
public import LedgerRules

/// What two rulebooks that read bodies alike can come to differently by how they fold, worked out from the
/// rulebooks alone.
public struct FoldDifference: Sendable {
  public enum Extent: Sendable, Hashable {
    case nothing
    /// What each side need look at to see whether an order differs.
    case slice(before: FoldSlice, after: FoldSlice)
    /// All of it.
    case whole
  }

  public let extent: Extent
  /// Sentences: why.
  public let reasons: [String]
  /// By pattern of the former rulebook: its number in the revised one.
  public let patterns: [Int?]
  /// Whether facets, states, systems and amounts have the same numbers on both sides.
  public let isNumberedAlike: Bool

  public init(from before: Rulebook, to after: Rulebook) {
    let numbers = Dictionary(
      after.patterns.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    patterns = before.patterns.map { numbers[$0.name] }
    let reason = FoldDifference.numbering(before, after)
    isNumberedAlike = reason == nil
    if let reason {
      extent = .whole
      reasons = [reason]
      return
    }
    var affected = Affected(before, after)
    affected.find()
    reasons = affected.reasons
    if affected.isWhole {
      extent = .whole
    } else if affected.reasons.isEmpty {
      extent = .nothing
    } else {
      extent = .slice(before: affected.slice(of: before), after: affected.slice(of: after))
    }
  }

  /// Why the two cannot be compared by their numbers.
  private static func numbering(_ before: Rulebook, _ after: Rulebook) -> String? {
    if before.facets.map(\.name) != after.facets.map(\.name)
      || before.facets.map(\.states) != after.facets.map(\.states)
      || before.facets.map(\.forwardCount) != after.facets.map(\.forwardCount)
    {
      return "facets have other states: every order is folded"
    }
    if before.systems != after.systems { return "there are other systems: every order is folded" }
    if before.traits != after.traits || before.entityKinds != after.entityKinds
      || before.amountKinds != after.amountKinds
    {
      return "there are other traits, entities or amounts: every order is folded"
    }
    return nil
  }
}

/// Patterns by name, so that both sides mean the same.
private struct Affected {
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
    if before.presence.map({ Meaning($0, before) }) != after.presence.map({ Meaning($0, after) }) {
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

extension Prerequisite {
  fileprivate struct Meaning: Hashable {
    var facet: FacetID
    var states: StateSet
    var roles: [Role]
    var needsFacet: FacetID
    var needsStates: StateSet
    var hold: Int64
  }

  fileprivate var meaning: Meaning {
    Meaning(
      facet: facet, states: states, roles: roles, needsFacet: needsFacet, needsStates: needsStates,
      hold: hold.microseconds)
  }
}

extension Authority {
  fileprivate struct Meaning: Hashable {
    var of: Selector
    var traits: TraitSet
  }

  fileprivate var meaning: Meaning { Meaning(of: of, traits: traits) }
}

/// What an expectation says, whatever line it stands in.
private struct Meaning: Hashable {
  var role: Role
  var when: Condition
  var handoff: HandoffMeaning

  init(_ expectation: PresenceExpectation, _ rulebook: Rulebook) {
    role = expectation.role
    when = expectation.when
    handoff = HandoffMeaning(rulebook.handoffs[expectation.handoff])
  }
}

private struct HandoffMeaning: Hashable {
  var grace: Int64
  var hard: Int64
  var deadline: AmountReference?
  var every: Int64?
  var calendar: WorkCalendar?
  var pause: Condition?

  init(_ handoff: Handoff) {
    grace = handoff.grace.microseconds
    hard = handoff.hard.microseconds
    deadline = handoff.deadline
    every = handoff.every?.microseconds
    calendar = handoff.calendar
    pause = handoff.pause
  }
}

private struct PatternMeaning: Hashable {
  var kind: Pattern.Kind
  var upstream: Condition
  var downstream: Condition?
  var downstreamOf: Selector?
  var downstreamFacet: FacetID?
  var downstreamStates: StateSet
  var handoff: HandoffMeaning
  var unless: Set<String>
  var appliesToUnlinked: Bool

  init(_ pattern: Pattern, _ rulebook: Rulebook) {
    kind = pattern.kind
    upstream = pattern.upstream
    downstream = pattern.downstream
    downstreamOf = pattern.downstreamOf
    downstreamFacet = pattern.downstreamFacet
    downstreamStates = pattern.downstreamStates
    handoff = HandoffMeaning(rulebook.handoffs[pattern.handoff])
    unless = Set(pattern.unless.map { rulebook.patterns[$0].name })
    appliesToUnlinked = pattern.appliesToUnlinked
  }
}

extension Condition {
  /// Whether it asks for the truth of one of some facets.
  fileprivate func asksTruth(of facets: Set<FacetID>) -> Bool {
    switch self {
    case .facet(.truth, let facet, _), .known(.truth, let facet): facets.contains(facet)
    case .not(let part): part.asksTruth(of: facets)
    case .all(let parts), .any(let parts): parts.contains { $0.asksTruth(of: facets) }
    default: false
    }
  }
}
