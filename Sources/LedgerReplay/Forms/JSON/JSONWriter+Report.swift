public import LedgerCore
import LedgerRules

extension JSONWriter {
  mutating func members(of effect: Effect) {
    member("kind", effect.kind.name)
    member("subject", effect.subject)
    member("of", effect.of)
    member("from", effect.from)
    member("to", effect.to)
    member("sla", effect.isSLA)
    member("sentence", effect.text)
  }

  mutating func members(of weight: Weight) {
    member("orders", weight.orders)
    name("money")
    money(weight)
  }

  mutating func money(_ weight: Weight) { raw(weight.moneyJSON.utf8) }

  mutating func money(_ money: OrderMoney?) {
    guard let money else { return null() }
    object {
      $0.member("currency", "\(money.currency)")
      $0.member("value", Money.plain(money.amount, money.currency))
      $0.member("minor", money.amount)
    }
  }

  mutating func members(of change: RulebookChange) {
    member("kind", change.kind.rawValue)
    member("manner", change.manner.rawValue)
    member("subject", change.subject)
    member("before", orNull: change.before)
    member("after", orNull: change.after)
    member("before_place", orNull: change.beforePlace?.description)
    member("after_place", orNull: change.afterPlace?.description)
  }

  mutating func members(of baseline: ReplayReport.Baseline) {
    member("exact", baseline.isExact)
    member("full", baseline.isFull)
    member("orders", baseline.orders)
    member("unlinked_groups", baseline.unlinked)
    member("shared_groups", baseline.shared)
    member("differing", baseline.differing)
    member("digest", "\(baseline.digest)")
  }

  mutating func members(of attribution: Attribution) {
    name("units")
    array(attribution.units) { json, unit in
      json.object { json in
        json.member("changes", unit.changes.map(\.description))
        for (name, weight) in [("alone", unit.alone), ("needed", unit.needed)] {
          json.name(name)
          json.object { $0.members(of: weight) }
        }
      }
    }
    name("interacting")
    object { $0.members(of: attribution.interacting) }
  }

  mutating func members(of item: ItemID, received: Timestamp) {
    member("position", item.position.rawValue)
    member("item", item.index)
    member("learned", received.rfc3339)
  }

  mutating func members(of divergence: Divergence) {
    members(of: divergence.item, received: divergence.received)
    member("kind", divergence.channelKind)
    member("shape", divergence.shape)
    member("read_differently", divergence.isReading)
    for (name, side) in [("before", divergence.before), ("after", divergence.after)] {
      self.name(name)
      object { $0.members(of: side) }
    }
  }

  mutating func members(of side: Divergence.Side) {
    member("reading", side.reading)
    member("place", orNull: side.place.isEmpty ? nil : side.place)
    member("rule", orNull: side.rule.isEmpty ? nil : side.rule)
  }

  mutating func members(of outcome: NamedOutcome) {
    name("truth")
    array(outcome.truth) { json, claim in json.object { $0.members(of: claim) } }
    name("claims")
    array(outcome.claims) { json, claim in json.object { $0.members(of: claim) } }
    name("disagreements")
    array(outcome.disagreements) { json, disagreement in
      json.object {
        $0.member("pattern", disagreement.pattern)
        $0.member("status", disagreement.status)
        $0.member("cause", disagreement.cause)
        $0.member("due", disagreement.due.rfc3339)
      }
    }
    member("quarantined", outcome.quarantined)
    name("held")
    array(outcome.held) { json, claim in json.object { $0.members(of: claim) } }
  }

  private mutating func members(of claim: NamedOutcome.Claim) {
    member("facet", claim.facet)
    member("state", claim.state)
    member("system", claim.system)
  }
}

extension Weight {
  /// By code.
  public var byCurrency: [(currency: Currency, minor: Int64)] {
    money.map { (currency: $0.key, minor: $0.value) }
      .sorted { $0.currency.description < $1.currency.description }
  }

  /// The number of orders and what they are worth, behind other members.
  public func json(_ members: [(String, JSONValue)] = []) -> JSONValue {
    .object(members + [("orders", .int(orders)), ("money", moneyJSON)])
  }

  /// By currency: the amount as decimal text and in minor units, both exact.
  fileprivate var moneyJSON: JSONValue {
    .object(
      byCurrency.map { currency, minor in
        (
          "\(currency)",
          .object([
            ("value", .string(Money.plain(minor, currency))), ("minor", .int(minor)),
          ])
        )
      })
  }
}
