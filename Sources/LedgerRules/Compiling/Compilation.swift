/// What came of compiling a rulebook: the rulebook where nothing is wrong, and all problems.
struct Compilation {
  var rulebook: Rulebook?
  /// By place; errors and warnings.
  var problems: [RulebookProblem]
}

/// Keys under which places of named things are kept.
enum PlaceKey {
  static func facet(_ facet: String) -> String { "facet/\(facet)" }
  static func state(_ facet: String, _ state: String) -> String { "facet/\(facet)/\(state)" }
  static func authority(_ facet: String) -> String { "authority/\(facet)" }
  static func system(_ name: String) -> String { "system/\(name)" }
  static let origin = "origin"
  static let causes = "causes"
  static func handoff(_ name: String) -> String { "handoff/\(name)" }
  static func pattern(_ name: String) -> String { "pattern/\(name)" }
  static func zone(_ name: String) -> String { "zone/\(name)" }
  static func kind(_ kind: String, _ key: String) -> String { "kind/\(kind)/\(key)" }
  static func shape(_ kind: String, _ shape: String, _ key: String = "") -> String {
    "shape/\(kind)/\(shape)/\(key)"
  }
}
