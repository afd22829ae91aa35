import LedgerCore
import LedgerFold
import LedgerRules

extension Prerequisite {
  struct Meaning: Hashable {
    var facet: FacetID
    var states: StateSet
    var roles: [Role]
    var needsFacet: FacetID
    var needsStates: StateSet
    var hold: Int64
  }

  var meaning: Meaning {
    Meaning(
      facet: facet, states: states, roles: roles, needsFacet: needsFacet, needsStates: needsStates,
      hold: hold.microseconds)
  }
}

extension Authority {
  struct Meaning: Hashable {
    var of: Selector
    var traits: TraitSet
  }

  var meaning: Meaning { Meaning(of: of, traits: traits) }
}

/// What an expectation says, whatever line it stands in.
struct ExpectationMeaning: Hashable {
  var role: Role
  var when: Condition
  var handoff: HandoffMeaning

  init(_ expectation: PresenceExpectation, _ rulebook: Rulebook) {
    role = expectation.role
    when = expectation.when
    handoff = HandoffMeaning(rulebook.handoffs[expectation.handoff])
  }
}

struct HandoffMeaning: Hashable {
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

struct PatternMeaning: Hashable {
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
  func asksTruth(of facets: Set<FacetID>) -> Bool {
    switch self {
    case .facet(.truth, let facet, _), .known(.truth, let facet): facets.contains(facet)
    case .not(let part): part.asksTruth(of: facets)
    case .all(let parts), .any(let parts): parts.contains { $0.asksTruth(of: facets) }
    default: false
    }
  }
}
