import Foundation
import LedgerTesting
import Testing

/// A delivery with the signature that a vendor's own test suite gives it, and its secret.
struct SignedDelivery: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var kind: String
  var file: String
  /// As a file of secrets has it.
  var secret: String
  /// The same form, and not the sender's.
  var wrongSecret: String
  var isValid: Bool

  /// `LedgerChannelsTests/Fixtures/auth-vectors.json`, whose sources stand in it.
  static func all() throws -> [SignedDelivery] {
    let path = Scene.sources.deletingLastPathComponent().appendingPathComponent(
      "LedgerChannelsTests/Fixtures/auth-vectors.json")
    let list = try JSONSerialization.jsonObject(with: Data(contentsOf: path)) as? [[String: Any]]
    return try #require(list).enumerated().map { try SignedDelivery($0.element, number: $0.offset) }
  }

  private init(_ vector: [String: Any], number: Int) throws {
    let system = try #require(vector["system"] as? String)
    let kinds = [
      "easypost", "adyen", "quickbooks", "slack", "standard", "ebay",
    ]
    kind = try #require(kinds.first { system.hasPrefix($0) })
    testDescription = "\(number) \(system) \(vector["case"] as? String ?? "")"
    isValid = vector["expect_valid"] as? Bool ?? true
    var delivery: [String: Any] = ["body": vector["body"] ?? ""]
    delivery["headers"] = vector["headers"] ?? vector["header"] ?? [String: String]()
    if let item = vector["notification_item"] {
      delivery["body"] = ["notificationItems": [["NotificationRequestItem": item]]]
    }
    if kind == "slack" { delivery["received"] = "2018-07-12T18:41:57Z" }
    if kind == "standard" { delivery["received"] = "2021-02-25T14:57:11Z" }
    file = try Self.text(delivery)
    if let key = vector["public_key_pem"] {
      let decoded = vector["header_decoded"] as? [String: Any]
      let id = try #require(decoded?["kid"] as? String)
      secret = try Self.text(["secret": key, "key_id": id, "allow_sha1": true])
      wrongSecret = try Self.text(["secret": key, "key_id": "another"])
    } else {
      let text = try #require(vector["secret"] as? String ?? vector["key_hex"] as? String)
      let tail = text.hasSuffix("5") ? "6" : "5"
      secret = try Self.text([text])
      wrongSecret = try Self.text([text.dropLast(kind == "standard" ? 8 : 1) + tail])
      if kind == "standard" {
        wrongSecret = try Self.text(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx"])
      }
    }
  }

  private static func text(_ value: Any) throws -> String {
    String(decoding: try JSONSerialization.data(withJSONObject: value), as: UTF8.self)
  }
}

/// What operators configure is what decides which deliveries come in.
@Suite("Signed deliveries and the command line")
struct SignatureTests {
  private static let schemes = [
    "adyen": "{ scheme: adyen, secret: hex }",
    "quickbooks": "{ scheme: hmac-sha256, header: intuit-signature, encoding: base64 }",
    "slack": "{ scheme: slack }", "standard": "{ scheme: standard-webhooks, secret: base64 }",
    "ebay": "{ scheme: ebay-ecdsa }",
  ]

  /// A ledger whose rulebook has a kind for each scheme: those of the fixture, and these.
  private func scene() throws -> Scene {
    let scene = try Scene()
    let channels = try FileManager.default.contentsOfDirectory(
      atPath: scene.path("rulebook/channels"))
    for (kind, scheme) in Self.schemes where !channels.contains("\(kind).yaml") {
      try scene.write(
        """
        kind: \(kind)
        title: \(kind)
        role: notification
        authenticate: \(scheme)
        envelopes: [ { type: { literal: any }, items: $ } ]
        messages: { any: noted }
        items: {}
        """, to: "rulebook/channels/\(kind).yaml")
    }
    let created = try scene.run("init --rulebook rulebook")
    try #require(created.exitCode == 0, "\(created.errors)")
    return scene
  }

  private func ingest(
    _ options: String, _ scene: Scene, _ environment: [String: String] = [:]
  ) throws -> (refused: Int, taken: Int, errors: String) {
    let result = try scene.run("ingest \(options) --json", environment: environment)
    let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    let counts = try #require(object as? [String: Int], "\(result.output)\(result.errors)")
    let refused = try #require(counts["refused"])
    return (refused, try #require(counts["deliveries"]) - refused, result.errors)
  }

  private func expectNoTrace(of secret: String, in scene: Scene) throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: scene.path("ledger")) {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: scene.path("ledger/\(name)")))
      #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(name)")
    }
    #expect(!scene.transcript.contains(secret))
  }

  @Test(
    "every vendor's vector comes in or is refused as it should",
    arguments: try SignedDelivery.all())
  func vectors(delivery: SignedDelivery) throws {
    let scene = try scene()
    try scene.write(delivery.file, to: "delivery.json")
    let plan = "--channel c --kind \(delivery.kind) delivery.json"
    try scene.write("{\"c\": \(delivery.wrongSecret)}", to: "wrong.json")
    let wrong = try ingest("--secrets wrong.json \(plan)", scene)
    #expect(wrong.refused == 1)
    #expect(wrong.errors.contains(delivery.kind == "ebay" ? "unknown_key" : "signature_mismatch"))
    try scene.write("{\"c\": \(delivery.secret)}", to: "right.json")
    let right = try ingest("--secrets right.json \(plan)", scene)
    #expect(right.taken == (delivery.isValid ? 1 : 0), "\(right.errors)")
    if !delivery.isValid { #expect(right.errors.contains("signature_mismatch")) }
    let shown = try scene.run("channels --evidence --json --secrets right.json").output
    #expect(shown.contains("\"secrets\":1"))
    #expect(
      shown.contains("\"evidence\":\"operator file\",\"authentication\":\"") == delivery.isValid)
  }

  @Test("a recorded delivery is as fresh as it was when it was received")
  func freshness() throws {
    let delivery = try #require(try SignedDelivery.all().first { $0.kind == "slack" })
    let scene = try scene()
    try scene.write("{\"c\": \(delivery.secret)}", to: "right.json")
    let late = delivery.file.replacingOccurrences(of: "18:41:57", with: "18:41:59")
    #expect(late != delivery.file)
    try scene.write(late, to: "delivery.json")
    let result = try ingest("--secrets right.json --channel c --kind slack delivery.json", scene)
    #expect(result.refused == 1)
    #expect(result.errors.contains("outside_tolerance"))
  }

  /// The HMAC of the body by the secret, as Shopify sends it.
  private static let secret = "it is no secret here"
  private static let good = #"""
    {"headers":{"X-Shopify-Topic":"orders/paid",
    "X-Shopify-Hmac-Sha256":"VtU+V+l8k8CSow8HprzLyrNQJDCkAhU3JC7cykq0f0w="},
    "body":"{\"id\":1,\"name\":\"#1\",\"financial_status\":\"paid\"}"}
    """#

  @Test(
    "secrets come from variables too, several at a time, and are nowhere to be found afterwards")
  func variables() throws {
    let scene = try scene()
    try scene.write(Self.good, to: "delivery.json")
    let plan = "--channel shop-eu --kind shopify delivery.json"
    let name = "ORDERLEDGER_SECRET_SHOP_EU"
    #expect(try ingest(plan, scene, [name: "another"]).refused == 1)
    #expect(try ingest(plan, scene, [name: "the next one\n\(Self.secret)"]).taken == 1)
    let shown = try scene.run("channels", environment: [name: "the next one\n\(Self.secret)"])
    #expect(shown.output.split(separator: "\n").contains { $0.hasSuffix("hmac-sha256        2") })
    let traced = try scene.run("trace '#1'")
    let words = traced.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("verified by hmac-sha256, key "))
    try expectNoTrace(of: Self.secret, in: scene)
    let empty = try scene.run("ingest \(plan)", environment: [name: ""])
    #expect(empty.exitCode == 2)
    #expect(empty.errors.contains("ORDERLEDGER_SECRET_SHOP_EU is empty"))
  }

  @Test("without a signature only where the operator says so, and never with a wrong one")
  func unsigned() throws {
    let scene = try scene()
    let environment = ["ORDERLEDGER_SECRET_SHOPIFY": Self.secret]
    try scene.write("{\"id\":2,\"name\":\"#2\",\"financial_status\":\"paid\"}", to: "raw.json")
    let refused = try ingest("--channel shopify raw.json", scene, environment)
    #expect(refused.refused == 1)
    #expect(refused.errors.contains("missing_header"))
    let allowed = try ingest("--channel shopify --allow-unsigned raw.json", scene, environment)
    #expect(allowed.taken == 1)
    let forged = Self.good.replacingOccurrences(of: #":\"paid"#, with: #":\"pending"#)
    try scene.write(forged, to: "forged.json")
    let wrong = try ingest("--channel shopify --allow-unsigned forged.json", scene, environment)
    #expect(wrong.refused == 1)
  }

  @Test("a secret that nothing can be verified with lets nothing in, and is told of")
  func noScheme() throws {
    let scene = try scene()
    try scene.write("{}", to: "raw.json")
    let environment = ["ORDERLEDGER_SECRET_AMAZON": "x"]
    let refused = try ingest("--channel amazon --allow-unsigned raw.json", scene, environment)
    #expect(refused.refused == 1)
    #expect(refused.errors.contains("no_scheme"))
    let doctor = try scene.run("doctor --silent-for 90000d", environment: environment)
    #expect(doctor.exitCode == 1)
    #expect(doctor.output.contains("channel amazon: no scheme, 0 of 1 secrets usable"))
  }

  @Test("a file of secrets must be the owner's alone, outside of the ledger, and of the right form")
  func files() throws {
    let scene = try scene()
    let text = "{\"shop\": \"\(Self.secret)\"}"
    try scene.write(text, to: "open.json", mode: 0o640)
    try scene.write(text, to: "ledger/inside.json")
    try scene.write("{\"shop\": \"\(Self.secret)\"", to: "broken.json")
    try scene.write("{\"shop\": [\"\(Self.secret)\", 12]}", to: "number.json")
    try scene.write(#"{"shop": {"secret": "\#(Self.secret)", "kid": 1}}"#, to: "member.json")
    for (file, sentence) in [
      ("open.json", "is open to other users (mode 640)"),
      ("ledger/inside.json", "lies in the ledger"),
      ("broken.json", "is not a JSON object"), ("number.json", "shop must be a secret"),
      ("member.json", "shop must be a secret"), ("rulebook", "is no file"),
      ("nowhere.json", "No such file"),
    ] {
      for command in ["channels", "ingest --channel shopify story.ndjson"] {
        let result = try scene.run("\(command) --secrets \(file)")
        #expect(result.exitCode == 2, "\(file)")
        #expect(result.errors.contains(sentence), "\(file): \(result.errors)")
      }
    }
    try FileManager.default.removeItem(atPath: scene.path("ledger/inside.json"))
    try scene.write(text, to: "mine.json")
    let stranger = try scene.run("channels", environment: ["ORDERLEDGER_SECRETS": "mine.json"])
    #expect(stranger.output.contains("does not know: shop."))
    try expectNoTrace(of: Self.secret, in: scene)
  }
}
