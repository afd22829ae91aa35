import LedgerChannels
import LedgerCore
import LedgerRules
import Testing

/// A signature of a vendor's own test suite (`Fixtures/auth-vectors.json`).
struct AuthenticationVector: CustomStringConvertible {
  var description: String
  var authentication: Authentication
  var headers: Headers
  var body: [UInt8]
  var secret: Secret
  /// When a signed time is now.
  var now: Timestamp
  var isValid: Bool

  static func all() throws -> [AuthenticationVector] {
    let document = try Fixture.document("auth-vectors.json")
    return try document.children(of: document.root).map { node in
      try AuthenticationVector(document, node)
    }
  }

  init(_ document: JSONDocument, _ node: JSONNode) throws {
    func text(_ path: String) throws -> String? {
      try JSONPath(parsing: path).first(in: document, from: node).map { document.text($0) }
    }
    let system = try #require(try text("$.system"))
    description = "\(system) \(try text("$.case") ?? "")"
    body = Array(try text("$.body")?.utf8 ?? "".utf8)
    headers = []
    for name in ["headers", "header"] {
      guard let list = document.member(name, of: node) else { continue }
      headers += document.members(of: list).map { ($0.name, document.text($0.value)) }
    }
    secret = Secret(try text("$.secret") ?? text("$.key_hex") ?? text("$.public_key_pem") ?? "")
    isValid = try text("$.expect_valid") != "false"
    now = Timestamp(seconds: 0)
    switch system.prefix(5) {
    case "easyp":
      authentication = Authentication(
        scheme: .hmacSHA256, header: "X-Hmac-Signature", encoding: .hex,
        prefix: "hmac-sha256-hex=", secret: .nfkd)
    case "quick":
      authentication = Authentication(scheme: .hmacSHA256, header: "intuit-signature")
    case "adyen":
      authentication = Authentication(scheme: .adyen)
      let item = try #require(document.member("notification_item", of: node))
      let text = String(decoding: document.bytes[document.range(item)], as: UTF8.self)
      body = Array("{\"notificationItems\":[{\"NotificationRequestItem\":\(text)}]}".utf8)
    case "slack":
      authentication = Authentication(scheme: .slack)
      now = Timestamp(seconds: 1_531_420_618 + 299)
    case "stand":
      authentication = Authentication(scheme: .standardWebhooks, secret: .base64)
      now = Timestamp(seconds: 1_614_265_330 - 299)
    default:
      authentication = Authentication(scheme: .ebayECDSA)
      secret.keyID = try text("$.header_decoded.kid")
      secret.allowsSHA1 = true
    }
  }

  func result(
    body: [UInt8]? = nil, headers: Headers? = nil, secrets: [Secret]? = nil,
    at now: Timestamp? = nil
  ) -> AuthenticationResult {
    Authenticator(authentication, fingerprintHash: SipHash128(key0: 1, key1: 2)).verify(
      headers: headers ?? self.headers, body: body ?? self.body, secrets: secrets ?? [secret],
      at: now ?? self.now)
  }
}

extension AuthenticationResult {
  var isVerified: Bool {
    if case .verified(let fingerprint) = self { return fingerprint.utf8.count == 16 }
    return false
  }
}

@Suite("Authentication")
struct AuthenticatorTests {
  @Test("every vendor's vector gives its result", arguments: try AuthenticationVector.all())
  func vectors(vector: AuthenticationVector) {
    let result = vector.result()
    #expect(result.isVerified == vector.isValid)
    if !vector.isValid { #expect(result == .failed(.mismatch)) }
  }

  @Test("no changed byte of a body passes", arguments: try AuthenticationVector.all())
  func changedBodies(vector: AuthenticationVector) throws {
    guard vector.isValid else { return }
    let seed: UInt64 = 20_261_121
    var random = SeededGenerator(seed: seed)
    // Adyen signs eight fields, so a change must hit one of them.
    let isAdyen = vector.authentication.scheme == .adyen
    let places =
      isAdyen
      ? try ["pspReference", "merchantReference", "eventCode", "success", "currency"].map {
        try #require(place(of: $0 + "\": \"", in: vector.body))
      } : (0..<20).map { _ in Int.random(in: 0..<vector.body.count, using: &random) }
    for place in places {
      var body = vector.body
      body[place] ^= 1
      let result = vector.result(body: body)
      #expect(!result.isVerified, "seed \(seed), place \(place)")
    }
    #expect(!vector.result(body: []).isVerified)
  }

  private func place(of text: String, in body: [UInt8]) -> Int? {
    let wanted = Array(text.utf8)
    return (0..<body.count - wanted.count).first {
      body[$0..<$0 + wanted.count].elementsEqual(wanted)
    }.map { $0 + wanted.count }
  }

  @Test("a missing, broken or foreign signature fails for its own reason")
  func headers() throws {
    for vector in try AuthenticationVector.all() where vector.isValid && !vector.headers.isEmpty {
      let last = vector.headers[vector.headers.count - 1]
      let lower = last.name.lowercased()
      #expect(
        vector.result(headers: Array(vector.headers.dropLast()))
          == .failed(.missingHeader(lower)))
      var broken = vector.headers
      broken[broken.count - 1].value = "!"
      #expect(vector.result(headers: broken) == .failed(.malformed("the header \(lower)")))
      var upper = vector.headers
      for index in upper.indices { upper[index].name = upper[index].name.uppercased() }
      #expect(vector.result(headers: upper).isVerified)
    }
  }

  @Test(
    "during a rotation one of several secrets is enough", arguments: try AuthenticationVector.all())
  func rotation(vector: AuthenticationVector) {
    guard vector.isValid, vector.authentication.scheme != .ebayECDSA else { return }
    let other = Secret(String(vector.secret.text.reversed()))
    let padded = Secret(vector.authentication.secret == .base64 ? "AAAA" : "00" + other.text)
    #expect(vector.result(secrets: [padded, vector.secret]) == vector.result())
    #expect(vector.result(secrets: [padded]) == .failed(.mismatch))
    #expect(vector.result(secrets: []) == .notConfigured)
  }

  @Test("a signed time outside the tolerance fails, though the signature matches")
  func replays() throws {
    for vector in try AuthenticationVector.all() {
      let signed: Int64 =
        switch vector.authentication.scheme {
        case .slack: 1_531_420_618
        case .standardWebhooks: 1_614_265_330
        default: 0
        }
      guard signed != 0 else { continue }
      #expect(vector.result(at: Timestamp(seconds: signed + 300)).isVerified)
      #expect(
        vector.result(at: Timestamp(seconds: signed + 301))
          == .failed(.outsideTolerance(seconds: 301)))
      #expect(
        vector.result(at: Timestamp(seconds: signed - 301))
          == .failed(.outsideTolerance(seconds: 301)))
    }
  }

  @Test("eBay's SHA-1 must be allowed by the key, and its key must be the one that signed")
  func eBay() throws {
    let vectors = try AuthenticationVector.all()
    let vector = try #require(vectors.first { $0.description == "ebay VALID" })
    var strict = vector.secret
    strict.allowsSHA1 = false
    #expect(vector.result(secrets: [strict]) == .failed(.digestNotAllowed("SHA1")))
    var renamed = vector.secret
    renamed.keyID = "another"
    #expect(
      vector.result(secrets: [renamed])
        == .failed(.unknownKey("9936261a-7d7b-4621-a0f1-96ccb428af49")))
    renamed.keyID = nil
    #expect(vector.result(secrets: [renamed]).isVerified)
    var spoiled = vector.secret
    spoiled.text = String(spoiled.text.dropFirst(40))
    #expect(vector.result(secrets: [spoiled]) == .failed(.unusableSecret))
    // The same signature under the name of another digest.
    let header = try #require(vector.headers.first)
    let renamedDigest = try #require(
      Base64Text.replacing("\"SHA1\"", with: "\"SHA256\"", in: header.value))
    #expect(
      vector.result(headers: [(header.name, renamedDigest)]) == .failed(.mismatch))
    let unknownDigest = try #require(
      Base64Text.replacing("\"SHA1\"", with: "\"MD5\"", in: header.value))
    #expect(
      vector.result(headers: [(header.name, unknownDigest)]) == .failed(.digestNotAllowed("MD5")))
  }

  @Test("a signature over a SHA-256 digest needs no leave, and fails over other bytes")
  func eBayWithSHA256() {
    func result(_ body: String, _ secret: Secret) -> AuthenticationResult {
      Authenticator(
        Authentication(scheme: .ebayECDSA), fingerprintHash: SipHash128(key0: 1, key1: 2)
      ).verify(
        headers: [("X-EBAY-SIGNATURE", ECDSAExample.header)], body: Array(body.utf8),
        secrets: [secret], at: Timestamp(seconds: 0))
    }
    let secret = Secret(ECDSAExample.publicKey, keyID: "k1")
    #expect(result(ECDSAExample.body, secret).isVerified)
    #expect(result(ECDSAExample.body + " ", secret) == .failed(.mismatch))
  }

  @Test("an Adyen delivery needs a matching signature on every item")
  func adyenItems() throws {
    let vectors = try AuthenticationVector.all()
    let vector = try #require(vectors.first { $0.authentication.scheme == .adyen })
    let text = String(decoding: vector.body, as: UTF8.self)
    let item = text.dropFirst("{\"notificationItems\":[".count).dropLast(2)
    func result(_ items: String...) -> AuthenticationResult {
      vector.result(body: Array("{\"notificationItems\":[\(items.joined(separator: ","))]}".utf8))
    }
    let unsigned = item.replacing("hmacSignature", with: "other")
    #expect(result(String(item), String(item)).isVerified)
    #expect(result(String(item), String(unsigned)) == .failed(.missingSignature(item: 1)))
    #expect(
      result(String(item.replacing("\"EUR\"", with: "\"USD\"")), String(item)) == .failed(.mismatch)
    )
    #expect(result() == .failed(.missingSignature(item: 0)))
    #expect(vector.result(body: Array("<xml/>".utf8)) == .failed(.unreadableBody))
  }

  @Test("Stripe's header holds several signatures, of which one must match")
  func stripe() {
    // HMAC-SHA256 of `1492774577.{"id":"evt_1"}` with the key `whsec_test`, made with OpenSSL.
    let signature = StripeExample.signature
    let authenticator = Authenticator(
      Authentication(scheme: .stripe, tolerance: .seconds(300)),
      fingerprintHash: SipHash128(key0: 1, key1: 2))
    func result(_ header: String, _ seconds: Int64 = 1_492_774_577) -> AuthenticationResult {
      authenticator.verify(
        headers: [("Stripe-Signature", header)], body: Array(StripeExample.body.utf8),
        secrets: [Secret("whsec_test")], at: Timestamp(seconds: seconds))
    }
    #expect(result("t=1492774577,v1=\(signature)").isVerified)
    #expect(result("t=1492774577, v1=00, v1=\(signature), v0=6ffb").isVerified)
    #expect(
      result("t=1492774577,v0=\(signature)") == .failed(.malformed("the header stripe-signature")))
    #expect(result("v1=\(signature)") == .failed(.malformed("the header stripe-signature")))
    #expect(result("t=1492774578,v1=\(signature)") == .failed(.mismatch))
    #expect(
      result("t=1492774577,v1=\(signature)", 1_492_775_577)
        == .failed(.outsideTolerance(seconds: 1000)))
    #expect(result("t=-9223372036854775808,v1=\(signature)") == .failed(.mismatch))
  }

  @Test("a shared secret in the body must be at every place, or in its header")
  func sharedSecret() throws {
    let hash = SipHash128(key0: 1, key1: 2)
    let inBody = Authenticator(
      Authentication(scheme: .sharedSecret, path: try path("$.value[*].clientState")),
      fingerprintHash: hash)
    func body(_ text: String) -> AuthenticationResult {
      inBody.verify(
        headers: [], body: Array(text.utf8), secrets: [Secret("old"), Secret("s3cret")],
        at: Timestamp(seconds: 0))
    }
    #expect(
      body("{\"value\":[{\"clientState\":\"s3cret\"},{\"clientState\":\"s3cret\"}]}").isVerified)
    #expect(
      body("{\"value\":[{\"clientState\":\"s3cret\"},{\"clientState\":\"s3cre\"}]}")
        == .failed(.mismatch))
    #expect(body("{\"value\":[]}") == .failed(.missingSignature(item: 0)))
    #expect(body("no") == .failed(.unreadableBody))
    let inHeader = Authenticator(
      Authentication(scheme: .sharedSecret, header: "Authorization", prefix: "Bearer "),
      fingerprintHash: hash)
    func header(_ value: String) -> AuthenticationResult {
      inHeader.verify(
        headers: [("authorization", value)], body: [], secrets: [Secret("token")],
        at: Timestamp(seconds: 0))
    }
    #expect(header("Bearer token").isVerified)
    #expect(header("Bearer tokem") == .failed(.mismatch))
    #expect(header("token") == .failed(.malformed("the header authorization")))
  }

  @Test("a scheme of none, and secrets of the wrong form")
  func configuration() {
    let hash = SipHash128(key0: 1, key1: 2)
    let none = Authenticator(Authentication(scheme: .none), fingerprintHash: hash)
    #expect(
      none.verify(headers: [], body: [], secrets: [Secret("x")], at: .distantPast)
        == .notConfigured)
    let hex = Authenticator(
      Authentication(scheme: .hmacSHA256, header: "x", secret: .hex), fingerprintHash: hash)
    #expect(
      hex.verify(headers: [("x", "")], body: [], secrets: [Secret("xyz")], at: .distantPast)
        == .failed(.unusableSecret))
  }
}
