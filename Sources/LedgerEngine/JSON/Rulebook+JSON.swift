public import LedgerCore
public import LedgerRules

extension Rulebook {
  /// What it says, for people to look at.
  public var overviewJSON: JSONValue {
    .object([
      ("name", .string(name)), ("revision", .string("\(revision)")),
      (
        "facets",
        .array(
          facets.map { facet in
            .object([
              ("facet", .string(facet.name)), ("states", .strings(facet.states)),
              (
                "irreversible",
                .strings(
                  facet.states.enumerated().filter {
                    facet.irreversible.contains(StateID(rawValue: UInt8($0.offset)))
                  }.map(\.element))
              ),
            ])
          })
      ),
      (
        "systems",
        .array(
          systems.map {
            .object([("system", .string($0.name)), ("role", .string($0.role.name))])
          })
      ),
      (
        "patterns",
        .array(
          patterns.map { pattern in
            .object([
              ("pattern", .string(pattern.name)), ("title", .string(pattern.title)),
              ("sla", .bool(pattern.kind == .sla)), ("severity", .string(pattern.severity.name)),
              ("owner", .string(pattern.owner)), ("remedy", .string(pattern.remedy)),
            ])
          })
      ),
      (
        "kinds",
        .array(
          kinds.values.sorted { $0.name < $1.name }.map { kind in
            .object([
              ("kind", .string(kind.name)), ("title", .string(kind.title)),
              ("system", .string(kind.system)), ("role", .string(kind.role.name)),
              ("file", .string(kind.file)),
            ])
          })
      ), ("matrix", .array(statusMatrix.map(\.json))),
    ])
  }

  public var filesJSON: JSONValue {
    .object([
      ("name", .string(name)), ("revision", .string("\(revision)")),
      (
        "files",
        .object(
          files.map { ($0.path, .string(String(decoding: $0.bytes, as: UTF8.self))) })
      ),
    ])
  }
}

extension StatusMatrixRow {
  public var json: JSONValue {
    let (means, state): (String, String?) =
      switch meaning {
      case .state(let state): ("state", state)
      case .none: ("none", nil)
      case .quarantine: ("quarantine", nil)
      }
    return .object([
      ("kind", .string(kind)), ("system", .string(system)), ("shape", .string(shape)),
      ("facet", .string(facet)), ("when", .optional(when.isEmpty ? nil : when)),
      ("fact", .optional(fact)), ("value", .optional(value)), ("means", .string(means)),
      ("state", .optional(state)), ("file", .string(file)), ("line", .int(line)),
    ])
  }
}

extension CoveredValue {
  public var json: JSONValue {
    .object([
      ("kind", .string(kind)), ("shape", .string(shape)), ("fact", .string(fact)),
      ("value", .string(value)), ("groups", .int(groups)), ("signatures", .int(signatures)),
      ("unknown_for", .strings(unknownFor)),
    ])
  }
}
