import LedgerCore
import LedgerEngine
import LedgerServer
import Testing

/// Tokens of a configured issuer: what counts and what does not, through a socket and with real keys.
struct IssuedTokenTests {
  private static let begin = ServedLedger.begin.rawValue / 1_000_000

  private static func status(_ served: ServedLedger, _ token: String) async throws -> Int {
    try await served.send("GET", "/v1/orders", token: token).status
  }

  @Test
  func tokensOfEveryAsymmetricAlgorithmCount() async throws {
    let names = [
      "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
    ]
    var keys: [TestKey] = []
    for name in names { keys.append(try await TestKey.make(name, id: name)) }
    try await TestIssuer.with(keys) { [keys] issuer in
      try await ServedLedger.with(issuer: issuer.file()) { served in
        for key in keys {
          let token = try await key.sign(issuer.claims())
          #expect(try await IssuedTokenTests.status(served, token) == 200, "\(key.id)")
          #expect(try await IssuedTokenTests.status(served, token + "A") == 401, "\(key.id)")
          let other = try await key.sign(issuer.claims(["sub": #""eve""#]))
          let mixed = token.split(separator: ".")[..<2] + other.split(separator: ".")[2...]
          #expect(
            try await IssuedTokenTests.status(served, mixed.joined(separator: ".")) == 401,
            "\(key.id)")
        }
        #expect(try await IssuedTokenTests.status(served, served.token) == 200)
      }
    }
  }

  @Test
  func theNameAndRolesOfATokenAreThoseOfItsClaims() async throws {
    let key = try await TestKey.make("ES256", id: "1")
    try await TestIssuer.with([key]) { issuer in
      let file = try await issuer.file(#","name":"email""#)
      try await ServedLedger.with(issuer: file) { served in
        let claims = issuer.claims(
          ["email": #""eva@example.com""#], roles: ["reader", "warehouse", "unknown"])
        let who = try await served.send("GET", "/v1/session", token: key.sign(claims))
        #expect(try who.json("name") == "oidc:eva@example.com")
        #expect(try who.count("roles") == 2)
        #expect(try who.json("roles.0") == "dashboard")
        #expect(try who.json("channels.0") == "wms")
        let nobody = try await served.send(
          "GET", "/v1/orders", token: key.sign(issuer.claims(["email": "7"])))
        #expect(nobody.status == 401)
        #expect(nobody.text.contains("`email`"))
        let none = try await served.send(
          "GET", "/v1/orders",
          token: key.sign(issuer.claims(["email": #""a""#], roles: ["unknown"])))
        #expect(none.status == 403)
        #expect(none.text.contains("no_role") && none.text.contains("realm_access.roles"))
        let operating = try await served.send(
          "PUT", "/v1/channels/wms", body: Array("{}".utf8), token: key.sign(claims))
        #expect(operating.status == 403)
      }
    }
  }

  @Test
  func claimsThatAreNotAsTheyMustBeAreRefusedWithTheReason() async throws {
    let key = try await TestKey.make("ES256", id: "1")
    try await TestIssuer.with([key]) { issuer in
      try await ServedLedger.with(issuer: issuer.file()) { served in
        let begin = IssuedTokenTests.begin
        let cases: [([String: String], String)] = [
          (["iss": #""\#(issuer.address)/""#], "not issued by"), (["iss": ""], "not issued by"),
          (["aud": #""other""#], "not meant for"), (["aud": ""], "not meant for"),
          (["aud": #"["a","b"]"#], "not meant for"), (["exp": ""], "no end"),
          (["exp": "\(begin - 30)"], "has expired"), (["exp": #""soon""#], "no number"),
          (["nbf": "\(begin + 31)"], "not count yet"), (["nbf": "true"], "no number"),
          (["iat": "\(begin + 31)"], "not count yet"), (["sub": ""], "names nobody"),
          (["sub": #""a\u0000""#], "names nobody"),
        ]
        for (claims, reason) in cases {
          let token = try await key.sign(issuer.claims(claims))
          let answer = try await served.send("GET", "/v1/orders", token: token)
          #expect(answer.status == 401, "\(claims)")
          #expect(try answer.json("detail")?.contains(reason) == true, "\(claims) \(answer.text)")
        }
        let good: [[String: String]] = [
          ["aud": #"["other","orderledger"]"#], ["exp": "\(begin - 29)"],
          ["nbf": "\(begin + 30)"], ["exp": "\(begin + 1).5"],
        ]
        for claims in good {
          let token = try await key.sign(issuer.claims(claims))
          #expect(try await IssuedTokenTests.status(served, token) == 200, "\(claims)")
        }
      }
    }
  }

  @Test
  func noneAndSharedKeysAndForeignAlgorithmsNeverCount() async throws {
    let rsa = try await TestKey.make("RS256", id: "rsa")
    let elliptic = try await TestKey.make("ES256", id: "ec")
    let forger = try await TestKey.make("ES256", id: "ec")
    try await TestIssuer.with([rsa, elliptic]) { issuer in
      try await ServedLedger.with(issuer: issuer.file()) { served in
        let claims = issuer.claims()
        let parts = try await rsa.sign(claims, header: #"{"alg":"none"}"#).split(separator: ".")
        var forged = ["\(parts[0]).\(parts[1]).", parts.joined(separator: ".")]
        // Each form in which a public key might be taken for a secret.
        for secret in [rsa.published, rsa.jwk(), "{\(rsa.published)}"] {
          let signed =
            TestKey.text(#"{"alg":"HS256","kid":"rsa"}"#.utf8) + "." + TestKey.text(claims.utf8)
          let code = SignedPayload.authenticationCode(Array(signed.utf8), secret)
          forged.append("\(signed).\(TestKey.text(code))")
        }
        for header in [
          #"{"alg":"PS256","kid":"rsa"}"#, #"{"alg":"RS512","kid":"rsa"}"#,
          #"{"alg":"ES256","kid":"rsa"}"#, #"{"alg":"rs256","kid":"rsa"}"#, #"{"kid":"rsa"}"#,
          #"{"alg":"RS256","kid":"ec"}"#, #"{"alg":"RS256","kid":"rsa","crit":["exp"]}"#,
          #"{"alg":"RS256","kid":7}"#, #"{"alg":"RS256","alg":"RS256","kid":"rsa"}"#,
        ] { forged.append(try await rsa.sign(claims, header: header)) }
        forged.append(try await forger.sign(claims))
        for token in forged {
          #expect(try await IssuedTokenTests.status(served, token) == 401, "\(token)")
        }
        let unnamed = try await rsa.sign(claims, header: #"{"alg":"RS256"}"#)
        #expect(try await IssuedTokenTests.status(served, unnamed) == 200)
      }
    }
  }

  @Test
  func whatAKeyIsForIsRespected() async throws {
    let key = try await TestKey.make("RS256", id: "1")
    try await TestIssuer.with([key]) { issuer in
      for (members, status) in [
        (#""use":"enc""#, 503), (#""alg":"RS512""#, 401), (#""key_ops":["sign"]"#, 503),
        (#""alg":"HS256""#, 503), (#""alg":"RS256","use":"sig","key_ops":["verify"]"#, 200),
      ] {
        issuer.publish([key.jwk(members)])
        try await ServedLedger.with(issuer: issuer.file()) { served in
          let token = try await key.sign(issuer.claims())
          #expect(try await IssuedTokenTests.status(served, token) == status, "\(members)")
        }
      }
    }
  }

  @Test
  func wrongTokensAreLimitedLikeThoseOfOurs() async throws {
    let key = try await TestKey.make("ES256", id: "1")
    try await TestIssuer.with([key]) { issuer in
      try await ServedLedger.with(
        issuer: issuer.file(), options: { $0.unknownPerSecond = 0.5 }
      ) { served in
        let token = try await key.sign(issuer.claims(["aud": #""other""#]))
        var statuses: [Int] = []
        // Each counts five times against what an address may ask for at once.
        while statuses.last != 429, statuses.count < 100 {
          statuses.append(
            try await served.send(
              "POST", "/v1/session", body: Array(#"{"token":"\#(token)"}"#.utf8), token: ""
            ).status)
        }
        #expect(statuses.first == 401)
        #expect(statuses.last == 429)
      }
    }
  }
}
