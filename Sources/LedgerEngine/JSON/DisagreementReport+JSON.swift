import LedgerChannels
public import LedgerCore
import LedgerFold
import LedgerIndex
import LedgerLog
import LedgerReplay
import LedgerRules

extension DisagreementReport {
  public var json: JSONValue {
    .object([
      ("order", .string(order)), ("names", .strings(names)), ("pattern", .string(pattern)),
      ("title", .string(title)), ("sla", .bool(isSLA)), ("status", .string(status)),
      ("cause", .string(cause.name)), ("severity", .string(severity.name)),
      ("owner", .string(owner)), ("remedy", .string(remedy)), ("since", .time(start)),
      ("due", .time(due)), ("hard_limit", .time(hard)),
      ("upstream", side(upstream, upstreamClaim, upstreamItem)),
      ("downstream", side(downstream, downstreamClaim, downstreamItem)),
      ("closed_at", .time(closedAt)), ("closing", .optional(closing)),
      ("was_mismatch", wasMismatch.map { .bool($0) } ?? .null), ("total", .amount(total)),
    ])
  }

  private func side(_ system: String?, _ claim: String?, _ item: ItemID?) -> JSONValue {
    .object([
      ("system", .optional(system)), ("claim", .optional(claim)), ("item", .item(item)),
    ])
  }
}

extension StructuralFinding {
  public var json: JSONValue {
    .object([
      ("pattern", .string(pattern)), ("upstream", .string(upstream)),
      ("downstream", .string(downstream)), ("values", .string(values)),
      ("count", .int(orders.count)), ("orders", .strings(orders)),
    ])
  }
}
