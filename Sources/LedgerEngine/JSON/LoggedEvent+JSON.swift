public import LedgerCore
public import LedgerIndex
import LedgerLog

extension LoggedEvent {
  public var json: JSONValue {
    .object(
      [
        ("position", .position(entry.position)), ("kind", .string(kindName)),
        ("of", .position(entry.kind.original)), ("control", .optional(controlName)),
        ("learned", .time(entry.received)),
        ("channel", .optional(entry.channel.isEmpty ? nil : entry.channel)),
        ("account", .optional(entry.account.isEmpty ? nil : entry.account)),
        ("channel_kind", .optional(entry.channelKind.isEmpty ? nil : entry.channelKind)),
      ] + evidenceMembers + [
        ("items", .array(items.map(\.json))),
        (
          "body",
          .object([
            ("bytes", .int(Int64(entry.content?.bodyLength ?? 0))),
            ("fingerprint", .optional(entry.content.map { "\($0.fingerprint)" })),
            ("erased", .bool(isErased)),
          ])
        ),
      ])
  }

  private var evidenceMembers: [(String, JSONValue)] {
    [
      ("evidence", .string(entry.evidence.words)),
      ("authentication", .optional(entry.verifiedBy)),
      (
        "key_fingerprint",
        .optional(
          entry.keyFingerprint.map { key in
            withUnsafeBytes(of: key.bigEndian) { Hex.encode($0) }
          })
      ),
      ("actor", .string(entry.actor)), ("sender_time", .optional(entry.senderTime)),
      ("caused_by", .optional(entry.cause.text)),
      ("revision", .optional(entry.revision.map { "\($0)" })),
    ]
  }

  /// `delivery`, `duplicate`, `conflict`, `control`.
  public var kindName: String {
    switch entry.kind {
    case .delivery: "delivery"
    case .duplicate: "duplicate"
    case .conflict: "conflict"
    case .control: "control"
    }
  }

  /// Which action of an operator; nil for deliveries.
  public var controlName: String? {
    if case .control(let name) = entry.kind { name } else { nil }
  }
}

extension FiledItem {
  public var json: JSONValue {
    .object([
      ("item", .int(Int64(id.index))), ("outcome", .string(outcome.rawValue)),
      ("orders", .strings(orders)),
    ])
  }
}
