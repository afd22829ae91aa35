public import LedgerChannels
public import LedgerCore
import LedgerIndex
public import LedgerLog

/// A delivery on its way in.
public struct Incoming: Sendable {
  public var headers: Headers
  public var body: [UInt8]
  /// When it was received, where that was before now (an import); nil for now.
  public var received: Timestamp?
  public var evidence: Evidence
  public var actor: String
  /// What stands in for a delivery id where the sender gives none: a file and line, never
  /// the content.
  public var fallbackID: String?
  public var causedBy: String?
  /// Whether it may come without a signature where the channel has a secret, because an operator
  /// vouches for it. A signature that it does carry must be right all the same.
  public var mayBeUnsigned = false

  public init(
    headers: Headers, body: [UInt8], received: Timestamp? = nil, evidence: Evidence,
    actor: String, fallbackID: String? = nil, causedBy: String? = nil
  ) {
    self.headers = headers
    self.body = body
    self.received = received
    self.evidence = evidence
    self.actor = actor
    self.fallbackID = fallbackID
    self.causedBy = causedBy
  }
}

/// Why a delivery is not in the log.
public enum Refusal: Error, Sendable, Hashable {
  case notAuthentic(AuthenticationFailure)
  case tooLarge(bytes: Int, limit: Int)
  /// It could not be kept, for no fault of its own: the keys of an encrypted ledger cannot be had.
  case notKept(String)
  /// Not a delivery at all: a line that is too long, a header that is no text.
  case unreadable(String)
}

/// What became of a delivery.
public enum Receipt: Sendable, Hashable {
  case appended(LogPosition, items: Int)
  case duplicate(LogPosition, of: LogPosition)
  case conflict(LogPosition, with: LogPosition, items: Int)
  case refused(Refusal)

  public var position: LogPosition? {
    switch self {
    case .appended(let position, _), .duplicate(let position, _), .conflict(let position, _, _):
      position
    case .refused: nil
    }
  }
}

/// A delivery that is read, stripped of secrets and sealed: ready for the writer, in any thread. A
/// class, since it is handed on a few times and holds much.
public final class ReadyDelivery: Sendable {
  let channel: UInt16
  let row: ChannelRow
  let received: Timestamp?
  let deliveryKey: Hash128?
  let content: Hash128
  let extraction: Extraction
  /// Of the rulebook by which it was read.
  let extractionRevision: Hash256
  let sealed: SealedBody
  let subjects: [Hash128]
  let evidence: Evidence
  let actor: String
  let authentication: String
  let keyFingerprint: UInt64?
  let causedBy: String?

  init(
    channel: UInt16, row: ChannelRow, received: Timestamp?, deliveryKey: Hash128?,
    content: Hash128, extraction: Extraction, extractionRevision: Hash256, sealed: SealedBody,
    subjects: [Hash128], evidence: Evidence, actor: String, authentication: String,
    keyFingerprint: UInt64?,
    causedBy: String?
  ) {
    self.channel = channel
    self.row = row
    self.received = received
    self.deliveryKey = deliveryKey
    self.content = content
    self.extraction = extraction
    self.extractionRevision = extractionRevision
    self.sealed = sealed
    self.subjects = subjects
    self.evidence = evidence
    self.actor = actor
    self.authentication = authentication
    self.keyFingerprint = keyFingerprint
    self.causedBy = causedBy
  }

  /// The kind of its channel.
  public var channelKind: String { row.kind }

  func sealed(again sealed: SealedBody) -> ReadyDelivery {
    ReadyDelivery(
      channel: channel, row: row, received: received, deliveryKey: deliveryKey, content: content,
      extraction: extraction, extractionRevision: extractionRevision, sealed: sealed,
      subjects: subjects, evidence: evidence, actor: actor, authentication: authentication,
      keyFingerprint: keyFingerprint, causedBy: causedBy)
  }
}
