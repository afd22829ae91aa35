import Foundation
import LedgerCore
import Testing

@testable import LedgerTesting

@Suite("Deliveries of a simulated retailer")
struct SimulationBodiesTests {
  private func deliveries(secret: String? = nil) throws -> [[String: Any]] {
    var options = SimulationOptions(orders: 150, seed: 77, days: 2, tail: .days(25))
    FaultLevel.heavy.apply(to: &options)
    options.signingSecret = secret
    return try MemorySink.of(options).0.lines.map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
      return try #require(object as? [String: Any])
    }
  }

  @Test("every line is JSON with a channel, a time, headers and a body")
  func valid() throws {
    let deliveries = try deliveries()
    #expect(deliveries.count > 2000)
    var channels: Set<String> = []
    for delivery in deliveries {
      #expect(Set(delivery.keys) == ["channel", "received", "headers", "body"])
      channels.insert(try #require(delivery["channel"] as? String))
      #expect(delivery["headers"] is [String: String])
      #expect(delivery["body"] is [String: Any])
    }
    #expect(channels == Set(SimulatedChannel.allCases.map(\.name)))
  }

  @Test("a redelivery has the key of its original")
  func keys() throws {
    let ids = try deliveries().compactMap {
      ($0["headers"] as? [String: String])?["x-shopify-webhook-id"]
    }
    #expect(Set(ids).count < ids.count)
    #expect(Set(ids).count > ids.count * 8 / 10)
  }

  @Test("a shop's totals are the sum of its lines and the shipping")
  func totals() throws {
    for delivery in try deliveries() {
      guard let body = delivery["body"] as? [String: Any],
        let lines = body["line_items"] as? [[String: Any]],
        let subtotal = body["subtotal_price"] as? String, body["financial_status"] != nil
      else { continue }
      let sum = lines.reduce(0.0) { sum, line in
        let price = (line["price"] as? String).flatMap(Double.init) ?? .nan
        return sum + price * Double(line["quantity"] as? Int ?? 0)
      }
      #expect(abs(sum - (Double(subtotal) ?? .nan)) < 0.005)
    }
  }

  @Test("signed deliveries carry a signature where the system has one")
  func signatures() throws {
    let expected = [
      "shopify": "x-shopify-hmac-sha256", "stripe": "stripe-signature",
      "netsuite": "x-orderledger-signature", "hop": "x-orderledger-signature",
      "easypost": "x-hmac-signature",
    ]
    for delivery in try deliveries(secret: "whsec_test") {
      let header = expected[try #require(delivery["channel"] as? String)]
      let headers = try #require(delivery["headers"] as? [String: String])
      if let header { #expect(headers[header] != nil) }
    }
  }

  @Test("HMAC-SHA256 gives the values of RFC 4231")
  func hmac() {
    let out = BodyWriter()
    out.plain("what do ya want for nothing?")
    let mac = BodyWriter().hexadecimal(out.hmacSHA256(key: Array("Jefe".utf8))).bytes
    #expect(
      String(decoding: mac, as: UTF8.self)
        == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    let long = SHA256.hmac(
      key: [UInt8](repeating: 0xaa, count: 131),
      "Test Using Larger Than Block-Size Key - Hash Key First".utf8)
    #expect(
      String(decoding: BodyWriter().hexadecimal(long).bytes, as: UTF8.self)
        == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
  }

  @Test(
    "Pacific time changes at two in the morning",
    arguments: [
      ("2026-03-08T09:59:59", "2026-03-08T01:59:59"),
      ("2026-03-08T10:00:00", "2026-03-08T03:00:00"),
      ("2026-11-01T08:59:59", "2026-11-01T01:59:59"),
      ("2026-11-01T09:00:00", "2026-11-01T01:00:00"),
      ("2024-02-29T12:00:00", "2024-02-29T04:00:00"),
      ("2023-03-12T10:00:00", "2023-03-12T03:00:00"),
    ])
  func pacific(utc: String, local: String) throws {
    let instant = try #require(Timestamp(csv: utc.utf8))
    let text = String(decoding: BodyWriter().naive(instant).bytes, as: UTF8.self)
    #expect(text == local + ".0000000")
  }
}
