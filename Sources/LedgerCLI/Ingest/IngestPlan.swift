import LedgerEngine

/// What an import is told.
struct IngestPlan: Sendable {
  /// Nil where each line names its own.
  var channel: String?
  var kind: String?
  var account: String?
  var actor: String
  var secrets: ChannelSecrets
  /// Whether a delivery of a channel with a secret may come without a signature.
  var allowsUnsigned: Bool
  /// Whether each delivery is told as soon as it is on disk.
  var writesReceipts: Bool

  var records: RecordPlan {
    RecordPlan(
      channel: channel, actor: actor, secrets: secrets, allowsUnsigned: allowsUnsigned,
      channelRemedy: "name one with --channel in place of auto")
  }
}
