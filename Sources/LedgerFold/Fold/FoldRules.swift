import LedgerCore
import LedgerRules

/// A rulebook's conditions, patterns and authorities made ready for folding.
final class FoldRules: Sendable {
  /// What of a pattern is asked at every step.
  struct PatternRules: Sendable {
    /// Nodes in `conditions`.
    var upstream: Int
    var downstream: Int?
    var pause: Int?
    /// What its conditions look at.
    var aspects: Aspects
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
    /// By raw value of the role; all bits where any role will do.
    private var roles: UInt64
    var needsFacet: FacetID
    var needsStates: StateSet
    var hold: Interval

    init(_ prerequisite: Prerequisite) {
      facet = prerequisite.facet
      states = prerequisite.states
      roles =
        prerequisite.roles.isEmpty
        ? .max : prerequisite.roles.reduce(0) { $0 | 1 << UInt64($1.rawValue) }
      needsFacet = prerequisite.needsFacet
      needsStates = prerequisite.needsStates
      hold = prerequisite.hold
    }

    func applies(to role: Role) -> Bool { roles & 1 << UInt64(role.rawValue) != 0 }
  }

  struct FacetTruth: Sendable {
    var authorities: ContiguousArray<Authority>
    var aspects: Aspects
  }

  let rulebook: Rulebook
  let statuses: StatusRules
  let conditions: ConditionTable
  let patterns: ContiguousArray<PatternRules>
  /// Indices of patterns that explain others away.
  let explanations: ContiguousArray<Int>
  let comparisons: ContiguousArray<Condition.ComparedAmounts>
  let expectations: ContiguousArray<ExpectationRules>
  /// By facet.
  let truth: ContiguousArray<FacetTruth>
  let prerequisites: ContiguousArray<PrerequisiteRules>
  /// By hand-off: the amount that names its deadline.
  let deadlines: ContiguousArray<AmountReference?>
  let causes: ContiguousArray<Cause>
  /// The amounts that tell what an order is worth, and what it was when it was placed.
  let total: AmountKind?
  let placedTotal: AmountKind?
  /// By facet, then state: what forward moves alone can reach.
  private let ahead: ContiguousArray<StateSet>
  private let aheadStarts: ContiguousArray<Int>

  /// - Parameter isWary: has everything looked at in every step, whatever the step has touched;
  ///   what comes of it is the same.
  init(_ rulebook: Rulebook, isWary: Bool = false) {
    self.rulebook = rulebook
    let statuses = StatusRules(rulebook)
    var conditions = ConditionTable()
    var explanations: ContiguousArray<Int> = []
    var comparisons: ContiguousArray<Condition.ComparedAmounts> = []
    func aspects(_ nodes: Int?...) -> Aspects {
      if isWary { return .all }
      var aspects = Aspects.none
      for case let node? in nodes { aspects.formUnion(conditions.aspects(of: node, statuses)) }
      return aspects
    }
    var patterns: ContiguousArray<PatternRules> = []
    for pattern in rulebook.patterns {
      let upstream = conditions.add(pattern.upstream)
      let downstream = pattern.downstream.map { conditions.add($0) }
      let pause = rulebook.handoffs[pattern.handoff].pause.map { conditions.add($0) }
      let firstExplanation = explanations.count
      explanations += pattern.unless
      let firstComparison = comparisons.count
      comparisons += pattern.comparedAmounts
      patterns.append(
        PatternRules(
          upstream: upstream, downstream: downstream, pause: pause,
          aspects: aspects(upstream, downstream), pauseAspects: aspects(pause),
          downstreamOf: pattern.downstreamOf, downstreamRole: pattern.downstreamOf?.role,
          downstreamFacet: pattern.downstreamFacet, downstreamStates: pattern.downstreamStates,
          handoff: pattern.handoff, unless: firstExplanation..<explanations.count,
          isOfTests: pattern.upstream.asksForTests, appliesToUnlinked: pattern.appliesToUnlinked,
          expectsPresence: pattern.expectsPresence, hasDownstream: downstream != nil,
          severalOf: pattern.upstream.severalOf,
          comparisons: firstComparison..<comparisons.count))
    }
    var expectations: ContiguousArray<ExpectationRules> = []
    for expectation in rulebook.presence {
      let when = conditions.add(expectation.when)
      expectations.append(
        ExpectationRules(when: when, aspects: aspects(when), handoff: expectation.handoff))
    }
    truth = ContiguousArray(
      rulebook.authority.enumerated().map { index, authorities in
        FacetTruth(
          authorities: ContiguousArray(authorities),
          aspects: isWary
            ? .all : ConditionTable.aspects(of: FacetID(rawValue: UInt8(index)), statuses))
      })
    prerequisites = ContiguousArray(rulebook.prerequisites.map { PrerequisiteRules($0) })
    deadlines = ContiguousArray(rulebook.handoffs.map(\.deadline))
    causes = ContiguousArray(rulebook.causes)
    total = rulebook.amountKind(named: "order.total")
    placedTotal = rulebook.amountKind(named: "order.placed_total")
    ahead = ContiguousArray(rulebook.facets.flatMap(\.ahead))
    var start = 0
    aheadStarts = ContiguousArray(
      rulebook.facets.map { facet in
        defer { start += facet.ahead.count }
        return start
      })
    self.statuses = statuses
    self.conditions = conditions
    self.patterns = patterns
    self.explanations = explanations
    self.comparisons = comparisons
    self.expectations = expectations
  }

  func ahead(of state: StateID, _ facet: FacetID) -> StateSet {
    ahead[aheadStarts[Int(facet.rawValue)] + Int(state.rawValue)]
  }

  /// When a hand-off is overdue, and when its lateness is itself a mismatch.
  func deadlines(_ handoff: Int, start: Int64, named: Int64?) -> (due: Int64, hard: Int64) {
    rulebook.handoffs[handoff].deadlines(start: start, named: named)
  }
}

extension Selector {
  var role: Role? { if case .role(let role) = self { role } else { nil } }
}
