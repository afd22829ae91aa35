import LedgerChannels
import LedgerCore
import LedgerRules
import Testing

@Suite("Damaged deliveries")
struct FuzzTests {
  /// Looks at everything that a shape can look at.
  private func kind() throws -> TestKind {
    var kind = try TestKind.order { shape in
      var line = Shape(name: "line", entityKind: 1, entityKey: try part("$.sku"), line: 2)
      line.amounts = [amount("quantity.ordered", try part("$.quantity"), unit: .count)]
      var any = Shape(name: "any", entityKind: 2, entityKey: try part("$.id"), line: 3)
      any.facts = [FactSource(name: "status", reading: .category(try part("$.status")))]
      shape.occurred = [TimeSource(of: try item("$.created_at"), format: .rfc3339)]
      shape.version = .time([TimeSource(of: try item("$.created"), format: .unixSeconds)])
      shape.references = [
        reference(.identity, "shop/order/id", try item("$.id")),
        reference(.part, "shop/any/id", .lowercase(try item("$..id"))),
        reference(.link, "shop/any/text", .capture("([0-9]+)", try item("$..*"))),
      ]
      shape.facts = [
        try fact("status", "$.financial_status"), try fact("type", "$.type"),
        FactSource(name: "zero", reading: .zero(try item("$.total_price"))),
        FactSource(name: "some", reading: .exists(try item("$.line_items[0]"))),
      ]
      shape.amounts = [
        amount("order.total", try item("$.total_price"), currency: try item("$.currency"))
      ]
      shape.parts = [
        Part(each: try path("$..line_items[*]"), shape: line),
        Part(each: try path("$..[?@.status]"), shape: any),
      ]
    }
    kind.kind.envelopes = [
      Envelope(when: nil, type: .literal("order"), items: .root, line: 1)
    ]
    kind.kind.secretPaths = [try path("$..email"), try path("$.id")]
    return kind
  }

  @Test("whatever the bytes, reading, stripping and authenticating end and hold together")
  func damaged() throws {
    let seed = UInt64.random(in: 0..<1_000_000)
    print("damaged deliveries: seed \(seed)")
    var random = SeededGenerator(seed: seed)
    let kind = try kind()
    let extractor = kind.extractor
    let stripper = SecretStripper(kind: kind.kind, hash: SipHash128(key0: 1, key1: 2))
    let authenticators = [Authentication.Scheme.adyen, .ebayECDSA, .stripe].map {
      Authenticator(Authentication(scheme: $0), fingerprintHash: SipHash128(key0: 1, key1: 2))
    }
    let payloads = try Fixture.payloads.map { try Fixture.bytes($0 + ".json") }
    for round in 0..<1_500 {
      let original = payloads[round % payloads.count]
      let body = damage(original, &random)
      let headers: Headers = [("content-type", "application/x-www-form-urlencoded")]
      let extraction = extractor.extract(
        headers: headers, body: body, channel: "c", account: "a")
      expectSound(extraction, "seed \(seed), round \(round)")
      let stripped = stripper.strip(headers: headers, body: body)
      let again = stripper.strip(headers: headers, body: stripped.body)
      #expect(again.body == stripped.body, "seed \(seed), round \(round)")
      _ = DeliveryRecord(reading: body)
      for authenticator in authenticators {
        let result = authenticator.verify(
          headers: [("x-ebay-signature", "e30="), ("stripe-signature", "t=1,v1=00")], body: body,
          secrets: [Secret("00ff")], at: Timestamp(seconds: 0))
        guard case .failed = result else { return #expect(Bool(false), "seed \(seed)") }
      }
    }
  }

  /// Cuts, flips, repeats or exchanges a few bytes; now and then none.
  private func damage(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 0...4, using: &random) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<6, using: &random) {
      case 0: bytes.removeSubrange(place...)
      case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
      case 3: bytes.remove(at: place)
      case 4: bytes[place] = Array("{}[],:\"\\0-e. tn&=%".utf8).randomElement(using: &random) ?? 0
      default:
        let end = min(bytes.count, place + Int.random(in: 1...64, using: &random))
        bytes.insert(contentsOf: bytes[place..<end], at: place)
      }
    }
    return bytes
  }

  @Test("random lines make records, and never more than lines")
  func randomLines() throws {
    let seed = UInt64.random(in: 0..<1_000_000)
    print("random lines: seed \(seed)")
    var random = SeededGenerator(seed: seed)
    let alphabet = Array("{}[]:,\"\n\r \\headersbody01".utf8)
    for _ in 0..<300 {
      let bytes = (0..<Int.random(in: 0...400, using: &random)).map { _ in
        alphabet.randomElement(using: &random) ?? 0
      }
      let lines = bytes.split(separator: UInt8(ascii: "\n")).count
      var reader = DeliveryReader(lines: ArraySource(bytes), lineBytesMax: 100)
      var records = 0
      while reader.next() != nil { records += 1 }
      #expect(records <= lines, "seed \(seed)")
    }
  }
}
