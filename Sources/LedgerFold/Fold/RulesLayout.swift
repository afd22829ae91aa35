import LedgerCore
import LedgerRules

/// Lays a rulebook out.
struct RulesLayout {
  let rulebook: Rulebook
  let statuses: StatusRules
  let isWary: Bool
  var conditions = ConditionTable()
  var patterns: [FlatRules.PatternRules] = []
  var patternAspects: [Aspects] = []
  var explanations: [Int] = []
  var comparisons: [Condition.ComparedAmounts] = []
  var expectations: [FlatRules.ExpectationRules] = []
  var authorities: [FlatRules.AuthorityRules] = []
  var truth: [Range<Int>] = []
  var truthAspects: [Aspects] = []

  init(_ rulebook: Rulebook, _ statuses: StatusRules, isWary: Bool) {
    self.rulebook = rulebook
    self.statuses = statuses
    self.isWary = isWary
  }

  private func aspects(_ nodes: Int?...) -> Aspects {
    if isWary { return .all }
    var aspects = Aspects.none
    for case let node? in nodes { aspects.formUnion(conditions.aspects(of: node, statuses)) }
    return aspects
  }

  /// The amounts that a slice looks at.
  func amounts(of slice: FoldSlice) -> UInt64 {
    var aspects = Aspects.none
    for index in slice.patterns {
      aspects.formUnion(patternAspects[index])
      aspects.formUnion(patterns[index].pauseAspects)
      if let named = rulebook.handoffs[patterns[index].handoff].deadline {
        aspects.insert(named.kind, of: Aspects.anyRole)
      }
    }
    if slice.expects { for expectation in expectations { aspects.formUnion(expectation.aspects) } }
    for facet in slice.claims {
      aspects.formUnion(ConditionTable.aspects(of: facet, by: Aspects.anyRole, statuses))
    }
    return aspects.amounts
  }

  mutating func addPatterns() {
    for pattern in rulebook.patterns {
      let upstream = conditions.add(pattern.upstream)
      let downstream = pattern.downstream.map { conditions.add($0) }
      let pause = rulebook.handoffs[pattern.handoff].pause.map { conditions.add($0) }
      let firstExplanation = explanations.count
      explanations += pattern.unless
      let firstComparison = comparisons.count
      comparisons += pattern.comparedAmounts
      patternAspects.append(aspects(upstream, downstream))
      patterns.append(
        FlatRules.PatternRules(
          upstream: upstream, downstream: downstream, pause: pause, pauseAspects: aspects(pause),
          downstreamOf: pattern.downstreamOf, downstreamRole: pattern.downstreamOf?.role,
          downstreamFacet: pattern.downstreamFacet, downstreamStates: pattern.downstreamStates,
          handoff: pattern.handoff, unless: firstExplanation..<explanations.count,
          isOfTests: pattern.upstream.asksForTests, appliesToUnlinked: pattern.appliesToUnlinked,
          expectsPresence: pattern.expectsPresence, hasDownstream: downstream != nil,
          severalOf: pattern.upstream.severalOf,
          comparisons: firstComparison..<comparisons.count))
    }
  }

  mutating func addExpectations() {
    for expectation in rulebook.presence {
      let when = conditions.add(expectation.when)
      expectations.append(
        FlatRules.ExpectationRules(
          when: when, aspects: aspects(when), handoff: expectation.handoff))
    }
  }

  mutating func addAuthorities() {
    for (index, steps) in rulebook.authority.enumerated() {
      let facet = FacetID(rawValue: UInt8(index))
      let first = authorities.count
      var aspects = Aspects.none
      for step in steps {
        let question = Question(selector: step.of, facet: facet, countsHeld: false)
        aspects.formUnion(ConditionTable.aspects(of: question, statuses))
        authorities.append(
          FlatRules.AuthorityRules(
            traits: step.traits, question: conditions.number(of: question)))
      }
      truth.append(first..<authorities.count)
      truthAspects.append(isWary ? .all : aspects)
    }
  }
}

extension Selector {
  var role: Role? { if case .role(let role) = self { role } else { nil } }
}
