public import LedgerCore
import LedgerFold
import LedgerIndex

extension MismatchSummary {
  /// - Parameter orders: how many there are.
  public func json(orders: Int) -> JSONValue {
    let sorted = groups.sorted { left, right in
      (-left.value.open, left.key.pattern, left.key.cause, left.key.upstream ?? "")
        < (-right.value.open, right.key.pattern, right.key.cause, right.key.upstream ?? "")
    }
    return .object([
      ("as_of", .asOf(asOf)), ("complete", .bool(isComplete)), ("orders", .int(orders)),
      ("disagreeing_orders", .int(disagreeing)),
      ("agreement_rate", rate(orders)), ("ages", agesJSON),
      ("groups", .array(sorted.map { MismatchSummary.json($0.key, $0.value) })),
    ])
  }

  /// How many are open how long.
  public var agesJSON: JSONValue {
    .object([
      ("under_1h", .int(ages[0])), ("under_1d", .int(ages[1])), ("under_7d", .int(ages[2])),
      ("older", .int(ages[3])),
    ])
  }

  /// As a decimal text with four places, rounded down: 1 is said of nothing but all. Null where there
  /// are no orders, or not all were looked at.
  private func rate(_ orders: Int) -> JSONValue {
    guard isComplete, orders > 0 else { return .null }
    let parts = max(0, orders - disagreeing) * 10_000 / orders
    let digits = String(parts % 10_000)
    return .string(
      "\(parts / 10_000)." + String(repeating: "0", count: 4 - digits.count) + digits)
  }

  private static func json(_ key: Key, _ group: Group) -> JSONValue {
    .object([
      ("pattern", .string(key.pattern)), ("title", .string(group.title)),
      ("sla", .bool(key.isSLA)), ("severity", .string(group.severity)),
      ("cause", .string(key.cause)), ("upstream", .optional(key.upstream)),
      ("downstream", .optional(key.downstream)), ("open", .int(group.open)),
      (
        "by_status",
        .object(DisagreementStatus.allCases.map { ($0.name, .int(group.counts[$0.name] ?? 0)) })
      ), ("oldest_since", .time(group.oldest)), ("next_due", .time(group.nextDue)),
      (
        "money",
        .array(
          group.money.sorted { "\($0.key)" < "\($1.key)" }.map { currency, value in
            .object([
              ("value", .string(Money.plain(value, currency))),
              ("currency", .string("\(currency)")),
            ])
          })
      ),
    ])
  }
}
