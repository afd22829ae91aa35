import LedgerRules

/// What is asked of an order again and again: how a system, or a role, stands in a facet. Numbered, so that
/// an answer is worked out once until something of it is touched.
struct Question: Sendable, Hashable {
  var selector: Selector
  var facet: FacetID
  /// Held claims count where their claimant is asked, not where truth is resolved.
  var countsHeld: Bool
}

/// Conditions laid out flat: a node, then the nodes of its parts. Plain values, so that the fold need not
/// count references to evaluate them.
struct ConditionTable: Sendable {
  enum Node: Sendable {
    case always
    case facet(Int, StateSet)
    case known(Int)
    case presence(Selector, PresenceMask)
    case trait(TraitSet)
    case test
    case has(AmountReference)
    case amounts(AmountReference, Comparison, AmountReference)
    case lines(AmountReference, Comparison, AmountReference)
    case several(Selector, entityKind: UInt8, excluding: StateSet, FacetID, partition: AmountKind?)
    case all
    case any
    case not
  }

  /// A set of `PresenceClaimed`.
  struct PresenceMask: Sendable {
    private var bits: UInt8 = 0

    init(_ claimed: Set<PresenceClaimed>) {
      for presence in claimed { bits |= 1 << presence.rawValue }
    }

    func contains(_ presence: PresenceClaimed) -> Bool { bits & 1 << presence.rawValue != 0 }
  }

  private(set) var nodes: [Node] = []
  /// By node: the index behind its last part.
  private(set) var ends: [Int] = []
  private(set) var questions: [Question] = []
  private var numbers: [Question: Int] = [:]

  mutating func number(of question: Question) -> Int {
    if let known = numbers[question] { return known }
    numbers[question] = questions.count
    questions.append(question)
    return questions.count - 1
  }

  private mutating func ask(_ selector: Selector, _ facet: FacetID) -> Int {
    number(of: Question(selector: selector, facet: facet, countsHeld: true))
  }

  /// Lays a condition out.
  ///
  /// - Returns: the index of its node.
  mutating func add(_ condition: Condition) -> Int {
    let index = nodes.count
    nodes.append(.always)
    ends.append(0)
    switch condition {
    case .always: break
    case .facet(let selector, let facet, let states):
      nodes[index] = .facet(ask(selector, facet), states)
    case .known(let selector, let facet): nodes[index] = .known(ask(selector, facet))
    case .presence(let selector, let wanted):
      nodes[index] = .presence(selector, PresenceMask(wanted))
    case .trait(let traits): nodes[index] = .trait(traits)
    case .test: nodes[index] = .test
    case .has(let reference): nodes[index] = .has(reference)
    case .amounts(let left, let comparison, let right):
      nodes[index] = .amounts(left, comparison, right)
    case .lines(let left, let comparison, let right):
      nodes[index] = .lines(left, comparison, right)
    case .several(let selector, let kind, let excluding, let facet, let partition):
      nodes[index] = .several(
        selector, entityKind: kind, excluding: excluding, facet, partition: partition)
    case .all(let parts):
      nodes[index] = .all
      for part in parts { _ = add(part) }
    case .any(let parts):
      nodes[index] = .any
      for part in parts { _ = add(part) }
    case .not(let part):
      nodes[index] = .not
      _ = add(part)
    }
    ends[index] = nodes.count
    return index
  }

  /// What of an order's state a condition looks at. Traits, tests and which systems there are count as
  /// all of it when they change, so they need no mention.
  func aspects(of index: Int, _ rules: StatusRules) -> Aspects {
    var aspects = Aspects.none
    for node in nodes[index..<ends[index]] {
      switch node {
      case .always, .trait, .test, .all, .any, .not: break
      case .facet(let question, _), .known(let question):
        aspects.formUnion(ConditionTable.aspects(of: questions[question], rules))
      case .presence(let selector, _): aspects.insert(presenceOf: rules.mask(selector))
      case .has(let reference): aspects.insert(reference.kind, of: rules.mask(reference.of))
      case .amounts(let left, _, let right), .lines(let left, _, let right):
        aspects.insert(left.kind, of: rules.mask(left.of))
        aspects.insert(right.kind, of: rules.mask(right.of))
      case .several(let selector, _, _, let facet, let partition):
        aspects.formUnion(ConditionTable.aspects(of: facet, by: rules.mask(selector), rules))
        if let partition { aspects.insert(partition, of: Aspects.anyRole) }
      }
    }
    return aspects
  }

  /// What an answer comes from.
  static func aspects(of question: Question, _ rules: StatusRules) -> Aspects {
    guard question.selector == .truth else {
      return aspects(of: question.facet, by: rules.mask(question.selector), rules)
    }
    var aspects = Aspects.none
    aspects.insert(truthOf: question.facet)
    return aspects
  }

  /// What a facet's status comes from: claims, and the amounts that tell whether all is there, which may be
  /// the origin's.
  static func aspects(of facet: FacetID, by roles: UInt64, _ rules: StatusRules) -> Aspects {
    var aspects = Aspects.none
    aspects.insert(facet, of: roles)
    if let rollup = rules[facet].rollup {
      if let measure = rollup.measure { aspects.insert(measure, of: Aspects.anyRole) }
      if let against = rollup.against { aspects.insert(against, of: Aspects.anyRole) }
    }
    return aspects
  }
}
