import LedgerChannels
public import LedgerCore
import LedgerFold
import LedgerIndex
import LedgerLog
import LedgerReplay
import LedgerRules

extension JSONValue {
  public static func time(_ time: Timestamp) -> JSONValue { .string(time.rfc3339) }
  public static func time(_ time: Timestamp?) -> JSONValue { time.map { .time($0) } ?? .null }
  public static func position(_ position: LogPosition) -> JSONValue {
    .int(Int64(position.rawValue))
  }
  public static func position(_ position: LogPosition?) -> JSONValue {
    position.map { .position($0) } ?? .null
  }

  public static func strings(_ texts: some Sequence<String>) -> JSONValue {
    .array(texts.map { .string($0) })
  }

  /// `{"position": 17, "item": 0}`.
  public static func item(_ item: ItemID) -> JSONValue { .object(members(item)) }
  public static func item(_ item: ItemID?) -> JSONValue { item.map { .item($0) } ?? .null }

  public static func members(_ item: ItemID) -> [(String, JSONValue)] {
    [("position", .position(item.position)), ("item", .int(Int64(item.index)))]
  }

  /// A time span in whole seconds.
  public static func seconds(_ interval: Interval?) -> JSONValue {
    interval.map { .int($0.microseconds / 1_000_000) } ?? .null
  }

  public static func asOf(_ asOf: AsOf) -> JSONValue {
    .object([("time", .time(asOf.time)), ("position", .position(asOf.position))])
  }

  public static func rulebook(_ rulebook: Rulebook) -> JSONValue {
    .object([("name", .string(rulebook.name)), ("revision", .string("\(rulebook.revision)"))])
  }

  /// An amount as a decimal text, exact.
  public static func amount(_ amount: OrderReport.AmountReport?) -> JSONValue {
    guard let amount else { return .null }
    return .object([
      ("kind", .string(amount.kind)),
      ("value", .string(Money.plain(amount.value, amount.currency))),
      ("currency", amount.currency.isMoney ? .string("\(amount.currency)") : .null),
    ])
  }
}
