import LedgerChannels
import LedgerCore
import LedgerIndex
import LedgerRules

/// What a delivery says, what its sender calls it, and whom it is about.
struct ReadDelivery {
  var extraction: Extraction
  var deliveryID: String?
  var subjects: [String]
}

/// A channel ready to take deliveries under the active rulebook.
struct ChannelRuntime: Sendable {
  let row: ChannelRow
  let number: UInt16
  /// Nil where the rulebook does not have the channel's kind: everything is quarantined.
  let kind: ChannelKind?
  let extractor: Extractor?
  let stripper: SecretStripper
  let authenticator: Authenticator?
  /// Of the rulebook.
  let extractionRevision: Hash256
  /// The ledger's keyed hash.
  let hash: SipHash128

  init(row: ChannelRow, number: UInt16, rulebook: Rulebook, hash: SipHash128) {
    self.row = row
    self.number = number
    self.hash = hash
    extractionRevision = rulebook.extractionRevision
    kind = rulebook.kinds[row.kind]
    extractor = kind.map { Extractor(kind: $0, rulebook: rulebook) }
    stripper = kind.map { SecretStripper(kind: $0, hash: hash) } ?? SecretStripper(hash: hash)
    authenticator = kind.map { Authenticator($0.authentication, fingerprintHash: hash) }
  }

  /// Reads a delivery: its body is parsed once.
  func read(headers: Headers, body: [UInt8]) -> ReadDelivery {
    guard let extractor else {
      return ReadDelivery(
        extraction: ChannelRuntime.unreadable(kind: row.kind), deliveryID: nil, subjects: [])
    }
    let open = extractor.open(headers: headers, body: body)
    let id = open.deliveryID(channel: row.name)
    var extraction = open.extract(channel: row.name, account: row.account)
    extraction.delivery = DeliveryTag(id)
    return ReadDelivery(extraction: extraction, deliveryID: id, subjects: open.subjects)
  }

  /// Reads what is left of a delivery that was erased.
  func read(_ residue: Residue) -> ReadDelivery {
    guard let extractor else {
      return ReadDelivery(
        extraction: ChannelRuntime.unreadable(kind: row.kind), deliveryID: nil, subjects: [])
    }
    let open = extractor.open(residue)
    let id = open.deliveryID(channel: row.name)
    var extraction = open.extract(channel: row.name, account: row.account)
    extraction.delivery = DeliveryTag(id)
    return ReadDelivery(extraction: extraction, deliveryID: id, subjects: [])
  }

  /// One item that could not be read, because the rulebook does not have the kind.
  private static func unreadable(kind: String) -> Extraction {
    var extraction = Extraction()
    Signature(
      standing: .undecodable, channelKind: kind, shape: "", values: [],
      flaws: [Signature.Flaw(reason: "unknown_kind", place: kind)]
    ).append(to: &extraction.signatures)
    extraction.parts.append(
      Extraction.Part(
        signature: 0..<extraction.signatures.count, entity: 0, occurred: nil, version: nil,
        amounts: 0..<0))
    extraction.items.append(
      Extraction.Item(
        index: 0, parts: 0..<1, references: 0..<0, correlation: nil, cites: nil))
    return extraction
  }
}
