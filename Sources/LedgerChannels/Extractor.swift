public import LedgerCore
public import LedgerRules

/// Reads deliveries of one channel kind: made once for a rulebook, used for all its deliveries.
///
/// It never fails: what cannot be read becomes an item that says so
/// (`Signature.Standing.undecodable`), with a flaw whose reason is stable and whose place is an
/// offset or a path, never what stands there.
public struct Extractor: Sendable {
  /// Items that one delivery may have.
  public static let itemsMax = 2_000

  struct ReadEnvelope: Sendable {
    let when: ReadProbe?
    let type: Lookup
    let items: Lookup
    let isSingle: Bool
    let place: String
    /// Of `items` that ends in `[*]`: the list itself, which may be empty but must be there.
    let list: Lookup?
  }

  let kind: String
  let system: String
  let subjects: [JSONPath]
  let envelopes: [ReadEnvelope]
  let messages: MessageTable
  let shapes: [ReadShape]
  let deliveryIDs: Lookup?
  let accounts: Lookup?
  let correlation: Lookup?
  let lookups: LookupTable
  private let idNeedsBody: Bool
  private let accountNeedsBody: Bool

  public init(kind: ChannelKind, rulebook: Rulebook) {
    var lookups = LookupBuilder()
    self.kind = kind.name
    system = kind.system
    subjects = kind.subjects
    envelopes = kind.envelopes.map { ReadEnvelope($0, &lookups) }
    messages = MessageTable(kind.messages)
    shapes = kind.shapes.map {
      ReadShape($0, kind: kind.name, rulebook: rulebook, &lookups)
    }
    deliveryIDs = kind.deliveryID.isEmpty ? nil : lookups.add(kind.deliveryID)
    accounts = kind.account.map { lookups.add($0) }
    correlation = kind.correlation.map { lookups.add($0) }
    idNeedsBody = deliveryIDs.map { lookups.needsBody($0) } ?? true
    accountNeedsBody = accounts.map { lookups.needsBody($0) } ?? false
    self.lookups = LookupTable(lookups)
  }

  /// Parses the body, once for all that is asked of the delivery.
  public func open(headers: Headers, body: [UInt8]) -> OpenDelivery {
    OpenDelivery(extractor: self, headers: headers, body: body)
  }

  /// Opens what is left of a delivery that was erased. An item of which something is asked that is gone
  /// is `undecodable`, for the reason `erased`.
  public func open(_ residue: Residue) -> OpenDelivery {
    OpenDelivery(extractor: self, residue: residue)
  }

  /// What the delivery says. `channel` is the channel's own name; `account` is its account, which
  /// the channel file may take from the delivery instead.
  public func extract(
    headers: Headers, body: [UInt8], channel: String, account: String
  ) -> Extraction {
    open(headers: headers, body: body).extract(channel: channel, account: account)
  }

  /// What the sender calls the delivery, so that one sent twice is known; nil where it has no name,
  /// and its bytes must do.
  public func deliveryID(headers: Headers, body: [UInt8], channel: String) -> String? {
    guard idNeedsBody else {
      return OpenDelivery(extractor: self, headers: headers).deliveryID(channel: channel)
    }
    return open(headers: headers, body: body).deliveryID(channel: channel)
  }

  /// The account that the delivery names; nil for the channel's.
  public func account(headers: Headers, body: [UInt8], channel: String) -> String? {
    guard accountNeedsBody else {
      return OpenDelivery(extractor: self, headers: headers).account(channel: channel)
    }
    return open(headers: headers, body: body).account(channel: channel)
  }
}

extension Extractor.ReadEnvelope {
  init(_ envelope: Envelope, _ lookups: inout LookupBuilder) {
    let star = "[*]"
    let text = envelope.items.text
    let list =
      text.hasSuffix(star) ? try? JSONPath(parsing: String(text.dropLast(star.count))) : nil
    self.init(
      when: envelope.when.map { ReadProbe($0, &lookups) }, type: lookups.add(envelope.type),
      items: lookups.add(envelope.items, from: .body), isSingle: envelope.items.isSingular,
      place: text, list: list.map { lookups.add($0, from: .body) })
  }
}
