import LedgerChannels
public import LedgerCore
import LedgerFold
import LedgerIndex
import LedgerLog
import LedgerReplay
import LedgerRules

extension Trace {
  public func json(asOf: AsOf) -> JSONValue {
    .object([
      ("order", order.identityJSON), ("as_of", .asOf(asOf)),
      ("events", .array(events.map(\.json))),
      ("systems", .array(order.systems.map(\.json))),
      ("truth", .array(order.truth.map(\.json))),
      ("mismatches", .array(order.disagreements.map(\.json))),
      ("closed", .array(order.closed.map(\.json))),
      ("quarantined", .array(order.quarantined.map(\.json))),
      ("late", .array(order.late.map(\.json))),
      ("illegal_moves", .array(order.illegal.map(\.json))),
      ("related", .strings(related)), ("joins", .array(joins.map(\.json))),
    ])
  }
}

extension Trace.Event {
  public var json: JSONValue {
    .object(
      JSONValue.members(item) + [
        ("channel", .string(channel)), ("account", .string(account)),
        ("kind", .string(channelKind)), ("shape", .string(shape)), ("system", .string(system)),
        ("hearsay", .bool(isHearsay)), ("hop", .optional(hop)), ("occurred", .time(occurred)),
        ("learned", .time(received)), ("sender_time", .optional(senderTime)),
        ("outcome", .string(outcome.rawValue)), ("evidence", .string(evidence)),
        ("authentication", .optional(authentication)),
        ("key_fingerprint", .optional(keyFingerprint)), ("actor", .string(actor)),
        ("shared", .bool(isShared)),
        ("conflict_with", .position(conflictWith)), ("repeats", repeats?.json ?? .null),
        ("caused_by", .optional(causedBy)),
        ("body_bytes", .int(Int64(bodyBytes))),
        (
          "claims",
          .array(
            claims.map { claim in
              .object([
                ("text", .string(claim.text)), ("file", .string(claim.file)),
                ("line", .int(claim.line)),
              ])
            })
        ),
        ("changes", .strings(changes)),
        (
          "truth",
          .object(truth.map { ($0.facet, .string($0.state)) })
        ),
      ])
  }
}

extension Trace.Join {
  public var json: JSONValue {
    .object([
      ("position", .position(position)), ("learned", .time(received)), ("actor", .string(actor)),
      ("reason", .string(reason)),
      ("joined", .strings(parties.map { $0.reference.shortText })),
    ])
  }
}

extension Trace.Repeats {
  public var json: JSONValue {
    .object([
      ("count", .int(count)), ("first", Trace.Repeats.json(first)),
      ("last", Trace.Repeats.json(last)),
    ])
  }

  private static func json(_ found: DeliveryRepeat) -> JSONValue {
    .object([("position", .position(found.position)), ("learned", .time(found.received))])
  }
}
