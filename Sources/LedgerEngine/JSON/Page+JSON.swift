import LedgerChannels
public import LedgerCore
import LedgerFold
import LedgerIndex
import LedgerLog
import LedgerReplay
import LedgerRules

extension Page<OrderReport> {
  public func json(named name: String, asOf: AsOf) -> JSONValue {
    .object([
      ("as_of", .asOf(asOf)), (name, .array(elements.map(\.json))),
      ("next", .optional(cursor)),
    ])
  }
}
