import LedgerEngine

extension ReplayReport {
  func json(limit: Int) -> JSONValue {
    .object([
      ("from", ReplayReport.json(fromName, fromRevision)),
      ("to", ReplayReport.json(toName, toRevision)), ("through", .position(through)),
      ("as_of", .time(asOf)), ("rulebook_changes", .strings(rulebookChanges)),
      ("decodes_again", .bool(decodesAgain)), ("baseline", baseline.json),
      (
        "orders",
        .object([
          ("total", .int(total)), ("changed", .int(changed.count)), ("unchanged", .int(unchanged)),
          ("not_evaluable", .int(notEvaluable.count)),
        ])
      ),
      (
        "transitions",
        .array(
          transitions.sorted { $0.key < $1.key }.map { transition, weight in
            weight.json([
              ("facet", .string(transition.facet)),
              ("from", transition.from.isEmpty ? .null : .string(transition.from)),
              ("to", transition.to.isEmpty ? .null : .string(transition.to)),
            ])
          })
      ),
      ("opened", ReplayReport.json(opened)), ("closed", ReplayReport.json(closed)),
      ("quarantine_released", .int(quarantineReleased)),
      ("quarantine_added", .int(quarantineAdded)),
      ("changed", .array(changed.prefix(limit).map(\.json))),
      ("not_evaluable", .strings(notEvaluable.prefix(limit))),
    ])
  }

  private static func json(_ name: String, _ revision: Hash256) -> JSONValue {
    .object([("name", .string(name)), ("revision", .string("\(revision)"))])
  }

  private static func json(_ weights: [String: Weight]) -> JSONValue {
    .array(
      weights.sorted { $0.key < $1.key }.map { pattern, weight in
        weight.json([("pattern", .string(pattern))])
      })
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

extension ReplayReport.Weight {
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

extension ReplayReport.ChangedOrder {
  var json: JSONValue {
    .object([
      ("order", .string(order)), ("names", .strings(names)), ("regrouped", .bool(regrouped)),
      ("divergence", divergence?.json ?? .null), ("before", before.json), ("after", after.json),
    ])
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

extension OrderOutcome {
  var json: JSONValue {
    .object([
      ("truth", OrderOutcome.json(truth)),
      (
        "systems",
        .array(
          claimed.sorted().map { claim in
            .object([
              ("system", .string(claim.system)), ("facet", .string(claim.facet)),
              ("state", .string(claim.state)),
            ])
          })
      ),
      ("mismatches", OrderOutcome.json(disagreements)), ("causes", OrderOutcome.json(causes)),
      ("quarantined", .strings(quarantined.sorted())), ("held", .int(held)),
    ])
  }

  private static func json(_ texts: [String: String]) -> JSONValue {
    .object(texts.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
  }
}
