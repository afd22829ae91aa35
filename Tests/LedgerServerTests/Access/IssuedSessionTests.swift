import LedgerCore
import LedgerEngine
import LedgerServer
import LedgerTesting
import Testing

/// What tokens of an issuer are used for: sessions, deliveries, the feed.
struct IssuedSessionTests {
  @Test
  func aSessionEndsWithItsToken() async throws {
    let key = try await TestKey.make("ES256", id: "1")
    try await TestIssuer.with([key]) { issuer in
      try await ServedLedger.with(issuer: issuer.file()) { served in
        let token = try await key.sign(issuer.claims())
        let begun = try await served.send(
          "POST", "/v1/session", body: Array(#"{"token":"\#(token)"}"#.utf8), token: "")
        #expect(begun.status == 200)
        #expect(try begun.json("name") == "oidc:anna")
        let cookie = try #require(begun.header("set-cookie"))
        #expect(cookie.contains("Max-Age=300;"))
        let sent = ["Cookie": String(cookie.prefix { $0 != ";" })]
        #expect(try await served.send("GET", "/v1/orders", sent, token: "").status == 200)
        served.clock.now = served.clock.now + .seconds(299)
        #expect(try await served.send("GET", "/v1/orders", sent, token: "").status == 200)
        served.clock.now = served.clock.now + .seconds(1)
        #expect(try await served.send("GET", "/v1/orders", sent, token: "").status == 401)
        let late = try await served.send(
          "POST", "/v1/session", body: Array(#"{"token":"\#(token)"}"#.utf8), token: "")
        #expect(late.status == 401)
      }
    }
  }

  @Test
  func thePageIsToldWhereAProxySignsIn() async throws {
    let key = try await TestKey.make("ES256", id: "1")
    try await TestIssuer.with([key]) { issuer in
      try await ServedLedger.with(issuer: issuer.file()) { served in
        let signedIn = try await served.send("GET", "/", token: key.sign(issuer.claims()))
        #expect(signedIn.status == 200)
        #expect(signedIn.header("set-cookie")?.hasPrefix("orderledger_known=1;") == true)
        let nobody = try await served.send("GET", "/", token: "")
        #expect(nobody.status == 200)
        #expect(nobody.header("set-cookie") == nil)
      }
    }
  }

  @Test
  func aSystemDeliversWithATokenOfItsRole() async throws {
    let key = try await TestKey.make("ES256", id: "1")
    try await TestIssuer.with([key]) { issuer in
      let payload = try SignedPayload.shopify()
      let file = try await issuer.file()
      try await ServedLedger.with(secrets: ServedLedger.secrets([payload]), issuer: file) {
        served in
        func post(_ claims: String) async throws -> WebAnswer {
          try await served.post(payload, payload.signature, token: try await key.sign(claims))
        }
        #expect(try await post(issuer.claims(roles: ["warehouse"])).status == 403)
        #expect(try await post(issuer.claims(roles: ["reader"])).status == 403)
        #expect(try await post(issuer.claims(["exp": "1"], roles: ["shop"])).status == 401)
        // Another's is part of what its sender sends: the signature speaks.
        let foreign = try await post(issuer.claims(["iss": #""https://other.example""#]))
        #expect(foreign.status == 200, "\(foreign.text)")
        let own = SignedPayload.own(
          "shopify", ##"{"id":1,"name":"#1001","financial_status":"paid"}"##)
        let delivered = try await served.send(
          "POST", "/v1/channels/shopify/deliveries",
          ["Content-Type": "application/json", "X-Shopify-Topic": "orders/paid"], body: own.body,
          token: key.sign(issuer.claims(roles: ["shop"])))
        #expect(delivered.status == 200, "\(delivered.text)")
        let forged = try await served.send(
          "POST", "/v1/channels/shopify/deliveries",
          ["Content-Type": "application/json", "X-Shopify-Topic": "orders/paid"], body: own.body,
          token: key.sign(issuer.claims(["iss": #""https://other.example""#])))
        #expect(forged.status == 401, "\(forged.text)")
      }
    }
  }

  /// Opens the feed, waits for its first bytes, and reads until the server ends it.
  private static func feedEnds(
    _ served: ServedLedger, _ token: String, when begun: @escaping @Sendable () throws -> Void
  ) async throws -> Bool {
    let port = served.port
    return try await onThread {
      let connection = try WebConnection(port: port)
      try connection.send(
        Array(
          ("GET /v1/feed HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(token)\r\n"
            + "Connection: close\r\n\r\n").utf8))
      var text = ""
      while !text.contains("retry:") {
        let piece = try connection.receive()
        guard !piece.isEmpty else { return false }
        text += String(decoding: piece, as: UTF8.self)
      }
      try begun()
      while case let piece = try connection.receive(), !piece.isEmpty {
        text += String(decoding: piece, as: UTF8.self)
        // It goes on and on.
        if text.split(separator: ": alive", omittingEmptySubsequences: false).count > 2 {
          return false
        }
      }
      // The last piece of a body that was ended, and not cut off.
      return text.hasSuffix("0\r\n\r\n")
    }
  }

  @Test
  func anOpenFeedEndsWhenItsTokenIsRevoked() async throws {
    try await ServedLedger.with { served in
      let tokens = TokenFile(ledger: served.writer.directory)
      let ended = try await IssuedSessionTests.feedEnds(served, served.token) {
        let hash = TokenFile.hash(of: served.token)
        let id = try #require(try tokens.read().first { $0.hash == hash }).id
        #expect(try tokens.revoke(id: id))
      }
      #expect(ended)
    }
  }

  @Test
  func anOpenFeedEndsWhenItsTokenExpires() async throws {
    let key = try await TestKey.make("ES256", id: "1")
    try await TestIssuer.with([key]) { issuer in
      try await ServedLedger.with(issuer: issuer.file()) { served in
        let token = try await key.sign(issuer.claims())
        let ended = try await IssuedSessionTests.feedEnds(served, token) {
          served.clock.now = served.clock.now + .seconds(330)
        }
        #expect(ended)
      }
    }
  }
}
