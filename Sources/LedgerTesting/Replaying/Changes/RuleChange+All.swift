extension RuleChange {
  /// Changes of one kind.
  public struct Kind: Sendable {
    public var name: String
    public var changes: [RuleChange]
    /// Whether bodies are decoded again.
    public var decodes: Bool
  }

  /// Every kind of change that a rulebook knows.
  public static let kinds = [
    Kind(name: "tables", changes: tables, decodes: false),
    Kind(name: "rows", changes: rows, decodes: false),
    Kind(name: "the order as a whole", changes: wholes, decodes: false),
    Kind(name: "scopes in time", changes: scopes, decodes: false),
    Kind(name: "facets", changes: facets, decodes: false),
    Kind(name: "authority, prerequisites, presence", changes: truth, decodes: false),
    Kind(name: "patterns", changes: patterns, decodes: false),
    Kind(name: "hand-offs", changes: handoffs, decodes: false),
    Kind(name: "service levels", changes: slas, decodes: false),
    Kind(name: "causes", changes: causes, decodes: false),
    Kind(name: "facts", changes: facts, decodes: true),
    Kind(name: "references", changes: references, decodes: true),
    Kind(name: "times and versions", changes: times, decodes: true),
    Kind(name: "amounts", changes: amounts, decodes: true),
    Kind(name: "parts", changes: parts, decodes: true),
    Kind(name: "envelopes, messages, channels", changes: envelopes, decodes: true),
  ]

  /// All of them, of the shipped rulebook: each stands for itself.
  public static let all = kinds.flatMap(\.changes)
}
