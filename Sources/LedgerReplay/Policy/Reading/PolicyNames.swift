import LedgerRules

/// Names that a policy may use: those of the rulebooks that it stands beside.
struct PolicyNames {
  /// By facet, its states.
  var states: [String: [String]] = [:]
  var facets: [String] = []
  var systems: [String] = []
  var patterns: [String] = []
  var amounts: [String] = []

  init(_ rulebooks: [Rulebook]) {
    for rulebook in rulebooks {
      for facet in rulebook.facets {
        PolicyNames.add([facet.name], to: &facets)
        PolicyNames.add(facet.states, to: &states[facet.name, default: []])
      }
      PolicyNames.add(rulebook.systems.map(\.name), to: &systems)
      PolicyNames.add(rulebook.patterns.map(\.name), to: &patterns)
      PolicyNames.add(rulebook.amountKinds, to: &amounts)
    }
  }

  private static func add(_ names: [String], to all: inout [String]) {
    for name in names where !all.contains(name) { all.append(name) }
  }

  /// States of one facet; of any where none is named.
  func states(of facet: String?) -> [String] {
    guard let facet else { return facets.flatMap { states[$0] ?? [] } }
    return states[facet] ?? []
  }
}
