import LedgerEngine

extension OrderExplanation {
  func json(from before: Rulebook, to after: Rulebook) -> JSONValue {
    .object([
      ("order", .string(order)), ("names", .strings(names)), ("channel", .string(channel)),
      ("money", money?.json ?? .null), ("as_of", .time(asOf)), ("from", .rulebook(before)),
      ("to", .rulebook(after)), ("differs", .bool(!effects.isEmpty)),
      ("effects", .array(effects.map(\.json))), ("events", .array(events.map(\.json))),
      ("before", self.before.json), ("after", self.after.json),
    ])
  }
}

extension OrderExplanation.Event {
  fileprivate var json: JSONValue {
    .object(
      JSONValue.members(item) + [
        ("occurred", .time(occurred)), ("learned", .time(received)), ("channel", .string(channel)),
        ("kind", .string(channelKind)), ("shape", .string(shape)),
        ("divergence", .bool(isDivergence)), ("before", before.json), ("after", after.json),
        ("differences", .array(differences.map(\.json))),
      ])
  }
}

extension OrderExplanation.Side {
  fileprivate var json: JSONValue {
    .object([
      ("readings", readings.map { .array($0.map(\.json)) } ?? .null),
      ("changes", .array(changes.map(\.json))),
    ])
  }
}

extension Divergence.Side {
  fileprivate var json: JSONValue {
    .object([
      ("reading", .string(reading)), ("place", place.isEmpty ? .null : .string(place)),
      ("rule", rule.isEmpty ? .null : .string(rule)),
    ])
  }
}

extension Effect {
  fileprivate var json: JSONValue {
    .object([
      ("kind", .string(kind.name)), ("subject", .string(subject)), ("of", .string(of)),
      ("from", .string(from)), ("to", .string(to)), ("sla", .bool(isSLA)),
      ("sentence", .string(text)),
    ])
  }
}

extension OrderMoney {
  fileprivate var json: JSONValue {
    .object([
      ("currency", .string("\(currency)")), ("value", .string(Money.plain(amount, currency))),
      ("minor", .int(amount)),
    ])
  }
}

extension NamedOutcome {
  fileprivate var json: JSONValue {
    .object([
      ("truth", .array(truth.map(\.json))), ("claims", .array(claims.map(\.json))),
      (
        "disagreements",
        .array(
          disagreements.map {
            .object([
              ("pattern", .string($0.pattern)), ("status", .string($0.status)),
              ("cause", .string($0.cause)), ("due", .time($0.due)),
            ])
          })
      ), ("quarantined", .strings(quarantined)), ("held", .array(held.map(\.json))),
    ])
  }
}

extension NamedOutcome.Claim {
  fileprivate var json: JSONValue {
    .object([
      ("facet", .string(facet)), ("state", .string(state)), ("system", .string(system)),
    ])
  }
}
