import LedgerCore
import LedgerEngine
import LedgerServer
import LedgerTesting
import Testing

/// A sender's secret is replaced while the server runs: both count, then the new one alone.
struct RotationTests {
  private static func status(
    _ served: ServedLedger, _ secret: String, _ id: String
  ) async throws -> Int {
    let body = Array(##"{"id":"##.utf8) + Array("\(id)}".utf8)
    let code = SignedPayload.authenticationCode(body, secret)
    return try await served.send(
      "POST", "/v1/channels/shopify/deliveries",
      [
        "X-Shopify-Hmac-Sha256": Base64.encode(code), "X-Shopify-Topic": "orders/paid",
        "Content-Type": "application/json",
      ], body: body, token: ""
    ).status
  }

  /// Until the file was read again.
  private static func wait(
    _ served: ServedLedger, _ secret: String, for status: Int, _ ids: String
  ) async throws -> Int {
    var last = try await RotationTests.status(served, secret, ids)
    for _ in 0..<600 where last != status {
      try await Task.sleep(for: .milliseconds(100))
      last = try await RotationTests.status(served, secret, ids)
    }
    return last
  }

  @Test
  func bothSecretsCountUntilTheFormerIsTakenAway() async throws {
    let directory = TemporaryDirectory()
    let path = directory.path + "/secrets.json"
    try WrittenText.writeSecret(#"{"shopify": "former"}"#, to: path)
    let secrets = try ChannelSecrets(file: path, outside: "", environment: { _ in nil })
    try await ServedLedger.with(options: { $0.secrets = secrets }) { served in
      #expect(try await RotationTests.status(served, "former", "1") == 200)
      #expect(try await RotationTests.status(served, "next", "2") == 401)
      try WrittenText.writeSecret(#"{"shopify": ["former", "next"]}"#, to: path)
      #expect(try await RotationTests.wait(served, "next", for: 200, "3") == 200)
      #expect(try await RotationTests.status(served, "former", "4") == 200)
      // A slip of an editor turns nobody away and lets nobody in.
      try WrittenText.writeSecret(#"{"shopify": ["#, to: path)
      try await Task.sleep(for: .milliseconds(1_200))
      #expect(try await RotationTests.status(served, "next", "5") == 200)
      #expect(try await RotationTests.status(served, "other", "6") == 401)
      try WrittenText.writeSecret(#"{"shopify": "next"}"#, to: path)
      #expect(try await RotationTests.wait(served, "former", for: 401, "7") == 401)
      #expect(try await RotationTests.status(served, "next", "8") == 200)
    }
  }
}
