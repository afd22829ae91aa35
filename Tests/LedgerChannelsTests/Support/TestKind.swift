import LedgerChannels
import LedgerCore
import LedgerRules

/// A channel kind made for a test, and the rulebook around it.
struct TestKind {
  static let amountKinds = ["order.total", "quantity.ordered", "time.ship_by", "payment.captured"]
  static let entityKinds = ["order", "line", "fulfillment", "payment"]

  var kind: ChannelKind

  init(shapes: [Shape]) throws {
    kind = ChannelKind(
      name: "shop", title: "Shop", system: "shop", role: .storefront,
      authentication: Authentication(scheme: .none), deliveryID: [], account: nil,
      correlation: nil, secretHeaders: [], secretPaths: [], subjects: [],
      envelopes: [
        Envelope(when: nil, type: .item(try JSONPath(parsing: "$.type")), items: .root, line: 1)
      ],
      messages: [
        Message(type: "product/*", meaning: .noted, line: 1),
        Message(type: "thin", meaning: .fetch(0), line: 2),
        Message(type: "order", meaning: .shape(0), line: 3),
      ],
      shapes: shapes, file: "channels/shop.yaml")
  }

  /// One shape named `order`, changed by the closure.
  static func order(_ change: (inout Shape) throws -> Void = { _ in }) throws -> TestKind {
    var shape = Shape(name: "order", entityKind: 0, entityKey: nil, line: 1)
    try change(&shape)
    return try TestKind(shapes: [shape])
  }

  var rulebook: Rulebook {
    Rulebook(
      name: "test", revision: .zero, extractionRevision: .zero, files: [], facets: [],
      systems: [System(name: "shop", role: .storefront)], entityKinds: TestKind.entityKinds,
      amountKinds: TestKind.amountKinds, traits: [], rules: [], kinds: [kind.name: kind],
      originRoles: [], authority: [], prerequisites: [], presence: [], handoffs: [], patterns: [],
      causes: [], epochs: [], cases: [])
  }

  var extractor: Extractor { Extractor(kind: kind, rulebook: rulebook) }

  func read(_ body: String, headers: Headers = []) -> Readable {
    read(Array(body.utf8), headers: headers)
  }

  func read(_ body: [UInt8], headers: Headers = []) -> Readable {
    Readable(
      extractor.extract(headers: headers, body: body, channel: "shop-eu", account: "main"))
  }
}

/// An extraction whose signatures are decoded.
struct Readable {
  let extraction: Extraction

  init(_ extraction: Extraction) { self.extraction = extraction }

  /// Nil where the bytes are no signature, which no test expects.
  var signatures: [Signature?] {
    extraction.parts.map { Signature(bytes: extraction.signatures[$0.signature]) }
  }

  var main: Signature? { signatures.first ?? nil }
  var values: [Signature.Value] { main?.values ?? [] }
  var shapes: [String?] { signatures.map { $0?.shape } }

  /// `reason place` of each flaw of the first part.
  var flaws: [String] { main?.flaws.map { "\($0.reason) \($0.place)" } ?? [] }

  /// `class account/system/entity/kind=value` of each reference.
  var references: [String] { extraction.mentions.map { "\($0.kind) \($0.reference)" } }
}

func path(_ text: String) throws -> JSONPath { try JSONPath(parsing: text) }

func item(_ text: String) throws -> Source { .item(try JSONPath(parsing: text)) }

func part(_ text: String) throws -> Source { .part(try JSONPath(parsing: text)) }

func fact(_ name: String, _ text: String) throws -> FactSource {
  FactSource(name: name, reading: .category(try item(text)))
}

func amount(
  _ kind: String, _ of: Source, currency: Source? = nil, unit: AmountSource.Unit = .major,
  isNegated: Bool = false
) -> AmountSource {
  let index = TestKind.amountKinds.firstIndex(of: kind) ?? 0
  return AmountSource(
    kind: AmountKind(rawValue: UInt16(index)), of: of, currency: currency, unit: unit,
    isNegated: isNegated)
}

func reference(
  _ kind: ReferenceClass, _ name: String, _ of: Source, account: Source? = nil,
  period: Interval? = nil
) -> ReferenceSource {
  let names = name.split(separator: "/").map(String.init)
  return ReferenceSource(
    kind: kind, system: names[0], entity: names[1], name: names[2], of: of, account: account,
    period: period)
}
