import Crypto
import Foundation
import LedgerCore
import LedgerEngine
import Testing

/// A real payload as its system posts it, with a signature that is right and one that is not.
struct SignedPayload: Sendable, CustomTestStringConvertible {
  /// Also the channel.
  var kind: String
  /// Nil where the system signs nothing.
  var secret: String?
  var body: [UInt8]
  var headers: [String: String] = [:]
  var signature: [String: String] = [:]
  var forged: [String: String] = [:]
  /// The body of a forgery, where the signature stands in it.
  var forgedBody: [UInt8]?
  /// Whether deliveries have an id, by which a repetition is known.
  var hasID = true

  var testDescription: String { kind }

  static var all: [SignedPayload] {
    get throws {
      try [
        shopify(), wooCommerce(), stripe(), adyen(), easyPost(),
        own("netsuite", #"{"type":"salesorder","id":"7","deliveryId":"n1","status":"SalesOrd:B"}"#),
        own("hop", #"{"hop":"x","id":"h1","stage":"received","order":{"id":"1"}}"#),
        own("lookup", #"{"id":"l1","system":"netsuite","found":false,"value":"1"}"#),
        own("notifier", #"{"id":"m1","message":"order_confirmation","order":"1"}"#),
        own("sweep", #"{"id":"s1","system":"shopify","since":"2026-03-01T00:00:00Z"}"#),
        cloudEvent(), amazon("amazon"), amazon("amazon-mcf"), shipStation(),
      ]
    }
  }

  static func shopify() throws -> SignedPayload {
    let recorded = try fixture("shopify.orders.paid.json")
    let document = try JSONDocument.parse(recorded)
    let node = try #require(document.member("body", of: document.root))
    let body = Array(document.bytes[document.range(node)])
    return hmac(
      "shopify", body, header: "X-Shopify-Hmac-Sha256",
      with: ["X-Shopify-Topic": "orders/paid", "X-Shopify-Webhook-Id": "w-1"]
    ) { Base64.encode($0) }
  }

  static func wooCommerce() throws -> SignedPayload {
    hmac(
      "woocommerce", try fixture("woocommerce.order.json"), header: "X-WC-Webhook-Signature",
      with: ["X-WC-Webhook-Topic": "order.updated", "X-WC-Webhook-Delivery-ID": "d-1"]
    ) { Base64.encode($0) }
  }

  static func stripe() throws -> SignedPayload {
    let body = try fixture("stripe.payment_intent.canceled.json")
    let secret = "whsec_stripe"
    let time = ServedLedger.begin.rawValue / 1_000_000
    let code = authenticationCode(Array("\(time).".utf8) + body, secret)
    return SignedPayload(
      kind: "stripe", secret: secret, body: body,
      signature: ["Stripe-Signature": "t=\(time),v1=\(Hex.encode(code))"],
      forged: ["Stripe-Signature": "t=\(time + 1),v1=\(Hex.encode(code))"])
  }

  static func adyen() throws -> SignedPayload {
    let vector = try vector("adyen")
    let item = try #require(vector.bytes("notification_item"))
    func body(_ item: String) -> [UInt8] {
      Array(#"{"live":"false","notificationItems":[{"NotificationRequestItem":\#(item)}]}"#.utf8)
    }
    let text = String(decoding: item, as: UTF8.self)
    return SignedPayload(
      kind: "adyen", secret: vector.text("key_hex"), body: body(text),
      forgedBody: body(text.replacing(#""success": "true""#, with: #""success": "false""#)))
  }

  static func easyPost() throws -> SignedPayload {
    let vector = try vector("easypost")
    let signature = try #require(vector.headers?["X-Hmac-Signature"])
    return SignedPayload(
      kind: "easypost", secret: vector.text("secret"),
      body: Array(try #require(vector.text("body")).utf8),
      signature: ["X-Hmac-Signature": signature],
      forged: ["X-Hmac-Signature": String(signature.dropLast()) + "0"])
  }

  /// Of kinds that are ours.
  static func own(
    _ kind: String, _ body: String, with headers: [String: String] = [:]
  ) -> SignedPayload {
    hmac(kind, Array(body.utf8), header: "X-OrderLedger-Signature", with: headers) {
      Hex.encode($0)
    }
  }

  static func cloudEvent() throws -> SignedPayload {
    own(
      "cloudevents", String(decoding: try fixture("cloudevents.event.json"), as: UTF8.self),
      with: ["Content-Type": "application/cloudevents+json"])
  }

  static func amazon(_ kind: String) throws -> SignedPayload {
    SignedPayload(kind: kind, body: try fixture("amazon.OrderChangeNotification.json"))
  }

  static func shipStation() throws -> SignedPayload {
    let body = #"{"resource_url":"https://ssapi.shipstation.com/x","resource_type":"SHIP_NOTIFY"}"#
    return SignedPayload(kind: "shipstation", body: Array(body.utf8), hasID: false)
  }

  private static func hmac(
    _ kind: String, _ body: [UInt8], header: String, with headers: [String: String],
    _ encode: ([UInt8]) -> String
  ) -> SignedPayload {
    let secret = "secret of \(kind)"
    return SignedPayload(
      kind: kind, secret: secret, body: body, headers: headers,
      signature: [header: encode(authenticationCode(body, secret))],
      forged: [header: encode(authenticationCode(body + [0x20], secret))])
  }

  static func authenticationCode(_ bytes: [UInt8], _ secret: String) -> [UInt8] {
    Array(
      HMAC<SHA256>.authenticationCode(
        for: bytes, using: SymmetricKey(data: Data(secret.utf8))))
  }

  /// Payloads and vectors that the tests of channels keep.
  static func fixture(_ name: String) throws -> [UInt8] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("LedgerChannelsTests/Fixtures")
    return Array(try Data(contentsOf: folder.appendingPathComponent(name)))
  }

  private struct Vector {
    let document: JSONDocument
    let node: JSONNode

    func text(_ name: String) -> String? {
      document.member(name, of: node).map { document.text($0) }
    }

    func bytes(_ name: String) -> [UInt8]? {
      document.member(name, of: node).map { Array(document.bytes[document.range($0)]) }
    }

    var headers: [String: String]? {
      document.member("headers", of: node).map { headers in
        Dictionary(
          uniqueKeysWithValues: document.members(of: headers).map {
            ($0.name, document.text($0.value))
          })
      }
    }
  }

  /// The first of a vendor's own test vectors.
  private static func vector(_ system: String) throws -> Vector {
    let document = try JSONDocument.parse(fixture("auth-vectors.json"))
    let node = try #require(
      document.children(of: document.root).first { node in
        document.member("system", of: node).map { document.text($0) } == system
      })
    return Vector(document: document, node: node)
  }
}

extension ServedLedger {
  /// Secrets of all payloads, as environment variables.
  static func secrets(_ payloads: [SignedPayload]) -> [String: String] {
    Dictionary(
      uniqueKeysWithValues: payloads.compactMap { payload in
        payload.secret.map { (ChannelSecrets.variable(of: payload.kind), $0) }
      })
  }

  /// Posts a payload to the channel of its kind, without a token unless one is given.
  func post(
    _ payload: SignedPayload, body: [UInt8]? = nil, _ signature: [String: String],
    token: String = ""
  ) async throws -> WebAnswer {
    try await send(
      "POST", "/v1/channels/\(payload.kind)/deliveries",
      ["Content-Type": "application/json"].merging(payload.headers) { $1 }
        .merging(signature) { $1 }, body: body ?? payload.body, token: token)
  }
}
