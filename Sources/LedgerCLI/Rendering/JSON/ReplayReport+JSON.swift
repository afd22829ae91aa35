import LedgerEngine

extension ReplayReport {
  func json(limit: Int) -> JSONValue {
    .object([
      ("from", before.json), ("to", after.json), ("through", .position(scope.through)),
      ("as_of", .time(scope.asOf)), ("rulebook_changes", .strings(changes.map(\.description))),
      ("baseline", baseline.json),
      (
        "orders",
        .object([
          ("total", .int(total)), ("changed", .int(changed.count)), ("unchanged", .int(unchanged)),
          ("not_evaluable", .int(notEvaluable.count)),
        ])
      ),
      (
        "effects",
        .array(
          zip(effects, tallies).map { effect, weight in
            weight.json([("effect", .string(effect.text))])
          })
      ), ("changed", .array(changed.prefix(limit).map { json($0) })),
    ])
  }

  private func json(_ order: ChangedOrder) -> JSONValue {
    .object([
      ("order", .string(order.order)), ("names", .strings(order.names)),
      ("effects", .strings(order.effects.map { effects[$0].text })),
      ("divergence", order.divergence?.json ?? .null),
    ])
  }
}

extension ReplayReport.Side {
  var json: JSONValue {
    .object([
      ("name", .string(name)), ("revision", .string("\(revision)")), ("source", .string(source)),
    ])
  }
}

extension ReplayReport.Baseline {
  var json: JSONValue {
    .object([
      ("exact", .bool(isExact)), ("orders", .int(orders)),
      ("unlinked_groups", .int(unlinked)), ("shared_groups", .int(shared)),
      ("differing", .strings(differing)),
      ("digest", .string("\(digest)")),
    ])
  }
}

extension Weight {
  /// Money as decimal texts by currency.
  func json(_ members: [(String, JSONValue)]) -> JSONValue {
    .object(
      members + [
        ("orders", .int(orders)),
        (
          "money",
          .object(
            sorted.map { currency, minor in
              ("\(currency)", .string(Money.plain(minor, currency)))
            })
        ),
      ])
  }

  private var sorted: [(Currency, Int64)] {
    money.sorted { $0.key.description < $1.key.description }.map { ($0.key, $0.value) }
  }

  /// `12 orders, 1,234.00 EUR`.
  var words: String {
    ([Words.count(orders, "order")]
      + sorted.map { "\(Money.format($0.1, $0.0)) \($0.0)" }).joined(separator: ", ")
  }
}

extension Divergence {
  var json: JSONValue {
    .object(
      JSONValue.members(item) + [
        ("learned", .time(received)), ("kind", .string(channelKind)), ("shape", .string(shape)),
        ("before", before.json), ("after", after.json),
      ])
  }
}

extension Divergence.Side {
  var json: JSONValue {
    .object([
      ("reading", .string(reading)), ("place", place.isEmpty ? .null : .string(place)),
      ("rule", rule.isEmpty ? .null : .string(rule)),
    ])
  }
}
