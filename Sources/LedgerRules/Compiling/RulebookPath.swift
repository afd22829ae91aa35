/// What a file of a rulebook is, by its path.
enum RulebookPath: Hashable {
  case rulebook, facets, truth, patterns, zones
  case channel(String)
  case example(String)

  /// Whether the file counts at all: other files (a README, an editor's leftovers) are no part of
  /// the rulebook.
  static func counts(_ path: String) -> Bool {
    (path.hasSuffix(".yaml") || path.hasSuffix(".yml"))
      && !path.split(separator: "/").contains { $0.hasPrefix(".") }
  }

  /// Nil where a rulebook has no such file.
  init?(_ path: String) {
    let stem = path.hasSuffix(".yaml") ? path.dropLast(5) : path.dropLast(4)
    let parts = stem.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    switch (parts.count, parts.first) {
    case (1, "rulebook"): self = .rulebook
    case (1, "facets"): self = .facets
    case (1, "truth"): self = .truth
    case (1, "patterns"): self = .patterns
    case (1, "zones"): self = .zones
    case (2, "channels") where !parts[1].isEmpty: self = .channel(parts[1])
    case (2, "cases") where !parts[1].isEmpty: self = .example(parts[1])
    default: return nil
    }
  }
}
