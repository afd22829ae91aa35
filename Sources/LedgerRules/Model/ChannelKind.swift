public import LedgerCore

/// What the rulebook knows of one kind of channel: how its deliveries are authenticated, split,
/// read and mapped.
public struct ChannelKind: Sendable {
  public var name: String
  public var title: String
  public var system: String
  public var role: Role
  public var authentication: Authentication
  /// First that yields a value; the hash of the bytes where none does.
  public var deliveryID: [Source]
  public var account: Source?
  public var correlation: Source?
  /// Lower-case names of headers whose values are secrets, beyond the built-in ones.
  public var secretHeaders: [String]
  /// Paths in the body whose values are secrets (replaced by a keyed hash before logging).
  public var secretPaths: [JSONPath]
  /// Paths of data subjects' identifiers, for erasure.
  public var subjects: [JSONPath]
  public var envelopes: [Envelope]
  /// In file order; the first whose type matches.
  public var messages: [Message]
  public var shapes: [Shape]
  public var file: String

  public init(
    name: String, title: String, system: String, role: Role, authentication: Authentication,
    deliveryID: [Source], account: Source?, correlation: Source?, secretHeaders: [String],
    secretPaths: [JSONPath], subjects: [JSONPath], envelopes: [Envelope], messages: [Message],
    shapes: [Shape], file: String
  ) {
    self.name = name
    self.title = title
    self.system = system
    self.role = role
    self.authentication = authentication
    self.deliveryID = deliveryID
    self.account = account
    self.correlation = correlation
    self.secretHeaders = secretHeaders
    self.secretPaths = secretPaths
    self.subjects = subjects
    self.envelopes = envelopes
    self.messages = messages
    self.shapes = shapes
    self.file = file
  }
}

/// How a delivery of the kind proves where it comes from.
public struct Authentication: Sendable, Hashable {
  public enum Scheme: String, Sendable {
    case none
    case hmacSHA256 = "hmac-sha256"
    case stripe
    case standardWebhooks = "standard-webhooks"
    case adyen
    case ebayECDSA = "ebay-ecdsa"
    /// A secret in the body (`clientState`) or in a header, compared.
    case sharedSecret = "shared-secret"
    /// `v0=` hex over `v0:timestamp:body`.
    case slack
  }

  public enum Encoding: String, Sendable { case base64, hex }
  public enum SecretForm: String, Sendable { case utf8, hex, base64, nfkd }

  public var scheme: Scheme
  /// Lower case.
  public var header: String
  public var encoding: Encoding
  /// Text before the value, such as `hmac-sha256-hex=`.
  public var prefix: String
  public var secret: SecretForm
  /// How old a signed time may be; nil where the scheme signs none.
  public var tolerance: Interval?
  /// Where the secret stands in the body (`shared-secret`).
  public var path: JSONPath?

  public init(
    scheme: Scheme, header: String = "", encoding: Encoding = .base64, prefix: String = "",
    secret: SecretForm = .utf8, tolerance: Interval? = nil, path: JSONPath? = nil
  ) {
    self.scheme = scheme
    self.header = header
    self.encoding = encoding
    self.prefix = prefix
    self.secret = secret
    self.tolerance = tolerance
    self.path = path
  }
}

/// Where a value comes from.
public indirect enum Source: Sendable, Hashable {
  /// A header, by lower-case name.
  case header(String)
  /// In the item.
  case item(JSONPath)
  /// In the part (`each` element).
  case part(JSONPath)
  /// In the whole body.
  case body(JSONPath)
  case literal(String)
  /// The type of the message.
  case type
  /// The channel's own name.
  case channel
  case first([Source])
  /// The text after a prefix; no value where it does not begin so.
  case after(String, Source)
  /// The text before the first occurrence of a delimiter, or all of it.
  case before(String, Source)
  /// First group of a regular expression (RFC 9485 syntax plus one group).
  case capture(String, Source)
  case join([Source], separator: String)
  /// Several values out of one, at a separator.
  case split(String, Source)
  /// Aliases: the value's replacement, or the value itself where the table has none.
  case alias([String: String], Source)
  case lowercase(Source)
}

/// A test on a delivery or item, before facts.
public indirect enum Probe: Sendable, Hashable {
  case exists(Source)
  case equals(Source, [String])
  case all([Probe])
  case any([Probe])
  case not(Probe)
}

/// One wire form of a kind: how to find the type and the items.
public struct Envelope: Sendable {
  public var when: Probe?
  public var type: Source
  /// Every node of it is an item.
  public var items: JSONPath
  public var line: Int

  public init(when: Probe?, type: Source, items: JSONPath, line: Int) {
    self.when = when
    self.type = type
    self.items = items
    self.line = line
  }
}

/// What a message type is.
public struct Message: Sendable {
  public enum Meaning: Sendable, Hashable {
    /// Index in `ChannelKind.shapes`.
    case shape(Int)
    /// Thin: read with the shape for its references, then awaits detail.
    case fetch(Int)
    case noted
  }

  /// Exact, or with `*` at the end.
  public var type: String
  public var meaning: Meaning
  public var line: Int

  public init(type: String, meaning: Meaning, line: Int) {
    self.type = type
    self.meaning = meaning
    self.line = line
  }
}
