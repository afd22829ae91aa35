public import LedgerCore

/// One entry of the log: the evidence of what came, when, from whom, and what it follows. Its
/// canonical bytes (`docs/format.md`) are the leaf of the hash tree; the body is kept apart and
/// bound by its fingerprint.
public struct Entry: Hashable, Sendable {
  /// C2SP tlog-tiles gives an entry's length 16 bits.
  public static let bytesMax = 65_535
  /// Largest UTF-8 length of any text in an entry.
  public static let textBytesMax = 1_024
  /// Positions fit the upper 48 bits of a `ThreadID`.
  public static let positionMax: UInt64 = 1 << 48 - 1

  public var position: LogPosition
  public var kind: EntryKind
  /// When the ledger received it: never earlier than the entry before.
  public var received: Timestamp
  public var clock: ClockState
  public var engineVersion: String
  public var account: String
  /// Empty for control entries that concern no channel.
  public var channel: String
  public var channelKind: String
  /// Keyed hash of channel and delivery id; nil where nothing is deduplicated (control entries).
  public var deliveryKey: Hash128?
  public var cause: Cause
  /// Who delivered or acted, such as `shopify-eu` or `operator:anna`.
  public var actor: String
  /// How the actor proved it, such as `hmac-sha256` or `none`.
  public var authentication: String
  /// First 8 bytes of the SHA-256 of the verifying key, as a big-endian number.
  public var keyFingerprint: UInt64?
  public var evidence: Evidence
  /// The sender's own time, verbatim.
  public var senderTime: String?
  /// The rulebook that was active; nil before the first activation.
  public var revision: Hash256?
  /// Keyed hashes of the data subjects that the body is about.
  public var subjects: [Hash128]
  /// In ascending order of item, then thread.
  public var links: [ChainLink]
  /// What binds the body; nil exactly where there is none.
  public var content: Content?

  /// What led to an entry.
  public struct Cause: Hashable, Sendable {
    /// An earlier entry.
    public var position: LogPosition?
    /// What the caller says of it, such as the sender's causation id.
    public var text: String?

    public init(position: LogPosition? = nil, text: String? = nil) {
      self.position = position
      self.text = text
    }

    public static let none = Cause()
  }

  /// What binds an entry to its body.
  public struct Content: Hashable, Sendable {
    /// Bytes of the body as received, without headers.
    public var bodyLength: UInt64
    /// HMAC-SHA256 of the canonical headers and body, keyed with the body's salt.
    public var fingerprint: Hash256

    public init(bodyLength: UInt64, fingerprint: Hash256) {
      self.bodyLength = bodyLength
      self.fingerprint = fingerprint
    }
  }

  public init(
    position: LogPosition, kind: EntryKind, received: Timestamp, clock: ClockState,
    engineVersion: String, account: String, channel: String, channelKind: String,
    deliveryKey: Hash128?, cause: Cause = .none, actor: String, authentication: String,
    keyFingerprint: UInt64? = nil, evidence: Evidence, senderTime: String? = nil,
    revision: Hash256?, subjects: [Hash128] = [], links: [ChainLink] = [], content: Content?
  ) {
    self.position = position
    self.kind = kind
    self.received = received
    self.clock = clock
    self.engineVersion = engineVersion
    self.account = account
    self.channel = channel
    self.channelKind = channelKind
    self.deliveryKey = deliveryKey
    self.cause = cause
    self.actor = actor
    self.authentication = authentication
    self.keyFingerprint = keyFingerprint
    self.evidence = evidence
    self.senderTime = senderTime
    self.revision = revision
    self.subjects = subjects
    self.links = links
    self.content = content
  }
}
