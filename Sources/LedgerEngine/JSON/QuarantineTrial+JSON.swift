public import LedgerCore
public import LedgerRules

extension QuarantineTrial {
  public var isReleased: Bool {
    if case .released = verdict { true } else { false }
  }

  public var json: JSONValue {
    switch verdict {
    case .released(let becomes):
      .object(entry.jsonMembers + [("becomes", .string(becomes))])
    case .staying(let obstacle):
      .object(entry.jsonMembers + [("would_stay_because", obstacle.json)])
    }
  }

  /// What a rulebook would release, and what would stay.
  public static func json(_ trials: [QuarantineTrial], under rulebook: Rulebook) -> JSONValue {
    let released = trials.filter(\.isReleased)
    let staying = trials.filter { !$0.isReleased }
    return .object([
      ("rulebook", .rulebook(rulebook)), ("quarantined", .int(trials.count)),
      ("released", .int(released.count)), ("staying", .int(staying.count)),
      ("would_be_released", .array(released.map(\.json))),
      ("still_quarantined", .array(staying.map(\.json))),
    ])
  }
}

extension QuarantineTrial.Obstacle {
  public var json: JSONValue {
    .object([
      ("reason", .string(reason)), ("fact", .string(fact)), ("value", .string(value)),
      ("file", .optional(file)), ("line", line.map { .int($0) } ?? .null),
    ])
  }
}
