/// Writes conditions, selectors and state sets with the names of a rulebook.
struct ConditionText {
  var facets: [Facet]
  var systems: [System]
  var amountKinds: [String]
  var entityKinds: [String]
  var traits: [String]

  init(_ rulebook: Rulebook) {
    facets = rulebook.facets
    systems = rulebook.systems
    amountKinds = rulebook.amountKinds
    entityKinds = rulebook.entityKinds
    traits = rulebook.traits
  }

  init(
    facets: [Facet], systems: [System], amountKinds: [String], entityKinds: [String],
    traits: [String]
  ) {
    self.facets = facets
    self.systems = systems
    self.amountKinds = amountKinds
    self.entityKinds = entityKinds
    self.traits = traits
  }

  func text(_ selector: Selector) -> String {
    switch selector {
    case .truth: "truth"
    case .origin: "origin"
    case .role(let role): role.name
    case .system(let system): "system \(systems[Int(system.rawValue)].name)"
    }
  }

  func states(_ set: StateSet, of facet: FacetID) -> String {
    let facet = facets[Int(facet.rawValue)]
    let names = facet.states.indices.filter { set.rawValue >> UInt64($0) & 1 == 1 }
      .map { facet.states[$0] }
    return names.count == 1 ? names[0] : Text.list(names)
  }

  func text(_ traitSet: TraitSet) -> String {
    traits.indices.filter { traitSet.rawValue >> UInt64($0) & 1 == 1 }.map { traits[$0] }
      .joined(separator: ", ")
  }

  func text(_ amount: AmountReference) -> String {
    "\(text(amount.of)) \(amountKinds[Int(amount.kind.rawValue)])"
  }

  func text(_ condition: Condition) -> String {
    switch condition {
    case .always: "always"
    case .facet(let selector, let facet, let set):
      "\(text(selector)) \(facets[Int(facet.rawValue)].name) is \(states(set, of: facet))"
    case .known(let selector, let facet):
      "\(text(selector)) has a claim of \(facets[Int(facet.rawValue)].name)"
    case .presence(let selector, let claims):
      "\(text(selector)) is "
        + claims.sorted { $0.rawValue < $1.rawValue }.map { String(describing: $0) }
        .joined(separator: " or ")
    case .trait(let set): "trait \(text(set))"
    case .test: "test"
    case .amounts(let left, let comparison, let right):
      "\(text(left)) \(sign(comparison)) \(text(right))"
    case .lines(let left, let comparison, let right):
      "some line: \(text(left)) \(sign(comparison)) \(text(right))"
    case .has(let amount): "\(text(amount)) known"
    case .several(let selector, let entity, let excluding, let facet, let partition):
      "\(text(selector)) has several \(entityKinds[Int(entity)])"
        + " with \(facets[Int(facet.rawValue)].name) not \(states(excluding, of: facet))"
        + (partition.map { ", not partitions of \(amountKinds[Int($0.rawValue)])" } ?? "")
    case .all(let conditions): join(conditions, "and")
    case .any(let conditions): join(conditions, "or")
    case .not(let condition): "not (\(text(condition)))"
    }
  }

  private func join(_ conditions: [Condition], _ word: String) -> String {
    if conditions.isEmpty { return word == "and" ? "always" : "never" }
    return conditions.map { condition in
      switch condition {
      case .all, .any: "(\(text(condition)))"
      default: text(condition)
      }
    }.joined(separator: " \(word) ")
  }

  private func sign(_ comparison: Comparison) -> String {
    switch comparison {
    case .equal: "="
    case .different: "≠"
    case .less: "<"
    case .greater: ">"
    }
  }
}
