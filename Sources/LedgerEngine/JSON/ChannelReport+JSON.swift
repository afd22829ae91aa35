public import LedgerCore
import LedgerIndex
import LedgerRules

extension ChannelReport {
  /// - Parameters:
  ///   - secrets: how many of the channel its scheme can use.
  ///   - unusable: how many it cannot.
  ///   - evidence: of all channels; nil where nobody asked.
  public func json(secrets: Int, unusable: Int, evidence: [EvidenceCount]? = nil) -> JSONValue {
    let own = evidence.map { counts in
      counts.filter { $0.channel == channel.name }.map { count in
        JSONValue.object([
          ("evidence", .string(count.evidence)),
          ("authentication", .optional(count.authentication)),
          ("deliveries", .int(count.deliveries)),
        ])
      }
    }
    return .object([
      ("channel", .string(channel.name)), ("kind", .string(channel.kind)),
      ("account", .string(channel.account)), ("system", .string(system)),
      ("role", .optional(role?.name)), ("watermark", .time(watermark)),
      ("last_heard", .time(lastHeard)), ("silence_seconds", .seconds(silence)),
      (
        "authentication",
        .object([
          ("scheme", .string(scheme.rawValue)), ("secrets", .int(secrets)),
          ("unusable_secrets", .int(unusable)),
        ])
      ),
      ("evidence", own.map { .array($0) } ?? .null),
    ])
  }
}
