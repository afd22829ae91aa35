import LedgerCore

/// The names of a rulebook and their indices, known before anything that uses them is read.
struct Symbols {
  var facets: [Facet] = []
  /// False where `facets.yaml` could not be read: then unknown facets are not reported once more.
  var hasFacets = true
  var hasPatterns = true
  var hasTruth = true
  var systems: [System] = []
  var amountKinds: [String] = []
  var entityKinds: [String] = ["order"]
  var traits: [String] = []
  var zones: [String: Zone] = ["UTC": .utc]
  var handoffs: [String] = []
  var patterns: [String] = []
  var kinds: [String] = []

  private(set) var facetIndex: [String: Int] = [:]
  private(set) var systemIndex: [String: Int] = [:]
  private(set) var amountIndex: [String: Int] = [:]
  private(set) var entityIndex: [String: Int] = [:]
  private(set) var traitIndex: [String: Int] = [:]

  /// Called when names were added.
  mutating func index() {
    facetIndex = Symbols.index(facets.map(\.name))
    systemIndex = Symbols.index(systems.map(\.name))
    amountIndex = Symbols.index(amountKinds)
    entityIndex = Symbols.index(entityKinds)
    traitIndex = Symbols.index(traits)
  }

  var text: ConditionText {
    ConditionText(
      facets: facets, systems: systems, amountKinds: amountKinds, entityKinds: entityKinds,
      traits: traits)
  }

  private static func index(_ names: [String]) -> [String: Int] {
    Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
  }
}
