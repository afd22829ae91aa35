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
}

/// A record of an import on its way into the log.
enum PreparedRecord: Sendable {
  case ready(ReadyDelivery, received: Timestamp?)
  /// Of a channel that is not registered yet.
  case waiting(channel: String, Incoming, place: String)
  case refused(String)
}

/// A block of records, made ready.
struct PreparedBlock: Sendable {
  var records: [PreparedRecord]
  var readBytes: UInt64
  var unreadable: [LedgerError]
}
