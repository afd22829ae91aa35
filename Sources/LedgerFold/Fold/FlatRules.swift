import LedgerCore
import LedgerRules

/// A rulebook's conditions, patterns and authorities laid out for folding: plain values and addresses, so
/// that reading them counts no references. `FoldRules` owns what it points to.
struct FlatRules: Sendable {
  /// What of a pattern is asked at every step.
  struct PatternRules: Sendable {
    /// Nodes in `nodes`.
    var upstream: Int
    var downstream: Int?
    var pause: Int?
    var pauseAspects: Aspects
    var downstreamOf: Selector?
    var downstreamRole: Role?
    var downstreamFacet: FacetID?
    var downstreamStates: StateSet
    var handoff: Int
    /// In `explanations`.
    var unless: Range<Int>
    var isOfTests: Bool
    var appliesToUnlinked: Bool
    /// All that is expected is that the downstream has the order at all.
    var expectsPresence: Bool
    var hasDownstream: Bool
    /// Whose several entities the upstream asks for.
    var severalOf: Selector?
    /// In `comparisons`: the amounts that are to agree.
    var comparisons: Range<Int>
  }

  struct ExpectationRules: Sendable {
    var when: Int
    var aspects: Aspects
    var handoff: Int
  }

  struct PrerequisiteRules: Sendable {
    var facet: FacetID
    var states: StateSet
    /// A mask, as `Aspects` has them.
    private var roles: UInt64
    var needsFacet: FacetID
    var needsStates: StateSet
    var hold: Interval

    init(_ prerequisite: Prerequisite) {
      facet = prerequisite.facet
      states = prerequisite.states
      roles =
        prerequisite.roles.isEmpty
        ? Aspects.anyRole : prerequisite.roles.reduce(0) { $0 | Aspects.mask($1) }
      needsFacet = prerequisite.needsFacet
      needsStates = prerequisite.needsStates
      hold = prerequisite.hold
    }

    func applies(to role: Role) -> Bool { roles & Aspects.mask(role) != 0 }
  }

  /// One step of an authority list.
  struct AuthorityRules: Sendable {
    var traits: TraitSet
    /// In `questions`.
    var question: Int
  }

  let statuses: StatusRules
  let nodes: Fixed<ConditionTable.Node>
  /// By node: the index behind its last part.
  let ends: Fixed<Int>
  let questions: Fixed<Question>
  let questionWatchers: Watchers
  let patterns: Fixed<PatternRules>
  let patternWatchers: Watchers
  /// Those that are judged.
  let judged: BitSet
  /// Indices of patterns that explain others away.
  let explanations: Fixed<Int>
  let comparisons: Fixed<Condition.ComparedAmounts>
  let expectations: Fixed<ExpectationRules>
  let expects: Bool
  let authorities: Fixed<AuthorityRules>
  /// By facet: its steps in `authorities`.
  let truth: Fixed<Range<Int>>
  let truthWatchers: Watchers
  /// Facets whose truth is resolved.
  let resolved: BitSet
  /// By facet: whether its claims are kept.
  let keptFacets: UInt64
  /// By amount kind, modulo 64: whether it is kept.
  let keptAmounts: UInt64
  let prerequisites: Fixed<PrerequisiteRules>
  /// By facet: whether a claim of it may have to wait.
  let waitingFacets: UInt64
  /// By hand-off: the amount that names its deadline.
  let deadlines: Fixed<AmountReference?>
  let handoffs: Fixed<HandoffRules>
  let causes: Fixed<Cause>
  /// The amounts that tell what an order is worth, and what it was when it was placed.
  let total: AmountKind?
  let placedTotal: AmountKind?
  /// By facet, then state: what forward moves alone can reach, what any moves can, and what one can.
  private let ahead: Fixed<StateSet>
  private let reachable: Fixed<StateSet>
  private let moves: Fixed<StateSet>
  private let stateStarts: Fixed<Int>

  init(_ rulebook: Rulebook, isWary: Bool, slice: FoldSlice?) {
    let part = slice?.closed(in: rulebook)
    let slice = part ?? .whole(rulebook)
    let statuses = StatusRules(rulebook)
    var layout = RulesLayout(rulebook, statuses, isWary: isWary)
    layout.addPatterns()
    layout.addExpectations()
    layout.addAuthorities()
    nodes = Fixed(layout.conditions.nodes)
    ends = Fixed(layout.conditions.ends)
    let questions = layout.conditions.questions
    self.questions = Fixed(questions)
    questionWatchers = Watchers(
      questions.map { isWary ? .all : ConditionTable.aspects(of: $0, statuses) })
    patterns = Fixed(layout.patterns)
    patternWatchers = Watchers(layout.patternAspects)
    judged = BitSet(slice.patterns)
    explanations = Fixed(layout.explanations)
    comparisons = Fixed(layout.comparisons)
    expectations = Fixed(layout.expectations)
    expects = slice.expects
    authorities = Fixed(layout.authorities)
    truth = Fixed(layout.truth)
    truthWatchers = Watchers(layout.truthAspects)
    resolved = BitSet(slice.truths.map { Int($0.rawValue) })
    keptFacets = slice.claims.reduce(0) { $0 | 1 << UInt64($1.rawValue) }
    keptAmounts = part.map { layout.amounts(of: $0) } ?? .max
    prerequisites = Fixed(rulebook.prerequisites.map { PrerequisiteRules($0) })
    waitingFacets = rulebook.prerequisites.reduce(0) { $0 | 1 << UInt64($1.facet.rawValue) }
    deadlines = Fixed(rulebook.handoffs.map(\.deadline))
    handoffs = Fixed(rulebook.handoffs.map { HandoffRules($0) })
    causes = Fixed(rulebook.causes)
    total = rulebook.amountKind(named: "order.total")
    placedTotal = rulebook.amountKind(named: "order.placed_total")
    ahead = Fixed(rulebook.facets.flatMap(\.ahead))
    reachable = Fixed(rulebook.facets.flatMap(\.reachable))
    moves = Fixed(rulebook.facets.flatMap(\.moves))
    var start = 0
    stateStarts = Fixed(
      rulebook.facets.map { facet in
        defer { start += facet.states.count }
        return start
      })
    self.statuses = statuses
  }

  func free() {
    statuses.free()
    nodes.free()
    ends.free()
    questions.free()
    questionWatchers.free()
    patterns.free()
    patternWatchers.free()
    explanations.free()
    comparisons.free()
    expectations.free()
    authorities.free()
    truth.free()
    truthWatchers.free()
    prerequisites.free()
    deadlines.free()
    handoffs.free()
    causes.free()
    ahead.free()
    reachable.free()
    moves.free()
    stateStarts.free()
  }

  private func index(_ state: StateID, _ facet: FacetID) -> Int {
    stateStarts[Int(facet.rawValue)] + Int(state.rawValue)
  }

  func ahead(of state: StateID, _ facet: FacetID) -> StateSet { ahead[index(state, facet)] }

  /// Whether a facet allows a move: one step of an action, any number of steps between snapshots.
  func allows(_ facet: FacetID, from: StateID, to: StateID, isAction: Bool) -> Bool {
    (isAction ? moves : reachable)[index(from, facet)].contains(to)
  }

  func isOriginRole(_ role: Role) -> Bool {
    statuses.originRoles.indices.contains { statuses.originRoles[$0] == role }
  }

  func keeps(_ facet: FacetID) -> Bool { keptFacets & 1 << UInt64(facet.rawValue) != 0 }
}
