import LedgerCore
import LedgerEngine
import LedgerServer
import LedgerTesting
import Testing

/// How an issuer's keys are fetched and kept, and what happens where they cannot be.
struct IssuerKeyTests {
  private static func ask(_ served: ServedLedger, _ token: String) async throws -> WebAnswer {
    try await served.send("GET", "/v1/orders", token: token)
  }

  @Test
  func aKeyThatAppearsAfterARotationIsFetched() async throws {
    let old = try await TestKey.make("ES256", id: "old")
    let new = try await TestKey.make("ES256", id: "new")
    try await TestIssuer.with([old]) { issuer in
      try await ServedLedger.with(issuer: issuer.file()) { served async throws -> Void in
        #expect(try await IssuerKeyTests.ask(served, old.sign(issuer.claims())).status == 200)
        #expect(try await IssuerKeyTests.ask(served, new.sign(issuer.claims())).status == 401)
        issuer.publish([old.jwk(), new.jwk()])
        let asked = issuer.asked
        // Whoever makes up keys does not make us ask for them each time.
        for _ in 0..<5 {
          #expect(try await IssuerKeyTests.ask(served, new.sign(issuer.claims())).status == 401)
        }
        #expect(issuer.asked == asked)
        served.clock.now = served.clock.now + .seconds(5)
        #expect(try await IssuerKeyTests.ask(served, new.sign(issuer.claims())).status == 200)
        #expect(issuer.asked == asked + 2)
        #expect(try await IssuerKeyTests.ask(served, old.sign(issuer.claims())).status == 200)
      }
    }
  }

  @Test
  func anIssuerThatIsDownLetsNobodyInAndStopsNothing() async throws {
    let (old, new) = (
      try await TestKey.make("ES256", id: "old"), try await TestKey.make("ES256", id: "new")
    )
    try await TestIssuer.with([old]) { issuer in
      issuer.go(down: true)
      try await ServedLedger.with(issuer: issuer.file()) { served async throws -> Void in
        let refused = try await IssuerKeyTests.ask(served, old.sign(issuer.claims()))
        #expect(refused.status == 503)
        #expect(refused.text.contains("issuer_unreachable"))
        #expect(refused.header("retry-after") == "5")
        #expect(try await IssuerKeyTests.ask(served, served.token).status == 200)
        issuer.go(down: false)
        served.clock.now = served.clock.now + .seconds(5)
        #expect(try await IssuerKeyTests.ask(served, old.sign(issuer.claims())).status == 200)
        issuer.go(down: true)
        served.clock.now = served.clock.now + .seconds(5)
        #expect(try await IssuerKeyTests.ask(served, new.sign(issuer.claims())).status == 503)
        #expect(try await IssuerKeyTests.ask(served, old.sign(issuer.claims())).status == 200)
      }
    }
  }

  @Test
  func whatAnIssuerMustNotAnswerIsNotTaken() async throws {
    let key = try await TestKey.make("ES256", id: "1")
    let wrong: [@Sendable (TestIssuer) -> Void] = [
      { $0.publish([key.jwk(), #"{"x":"\#(String(repeating: "a", count: 300_000))"}"#]) },
      { $0.publish(["7"]) }, { $0.publish([]) },
      { issuer in
        let other = issuer.address.replacing("127.0.0.1", with: "0.0.0.0")
        issuer.discover(#"{"issuer":"\#(issuer.address)","jwks_uri":"\#(other)/protocol/certs"}"#)
      },
      { $0.discover("[]") }, { $0.redirect(to: "\($0.address)/elsewhere/openid-configuration") },
    ]
    for (number, spoil) in wrong.enumerated() {
      try await TestIssuer.with([key]) { issuer in
        spoil(issuer)
        try await ServedLedger.with(issuer: issuer.file()) { served async throws -> Void in
          let answer = try await IssuerKeyTests.ask(served, key.sign(issuer.claims()))
          #expect(answer.status == 503, "\(number): \(answer.text)")
        }
      }
    }
  }

  @Test
  func anIssuerThatNeverAnswersIsNotWaitedForWithoutEnd() async throws {
    let (key, silent) = (try await TestKey.make("ES256", id: "1"), try SilentPort())
    let directory = TemporaryDirectory()
    let address = "http://127.0.0.1:\(silent.port)"
    try WrittenText.write(
      #"{"issuer":"\#(address)","audience":"a","roles":{"claim":"r","map":{"a":"admin"}}}"#,
      to: directory.path + "/oidc.json")
    let file = try await IssuerFile.read(directory.path + "/oidc.json")
    let end = ServedLedger.begin.rawValue / 1_000_000 + 300
    let token = try await key.sign(
      #"{"iss":"\#(address)","aud":"a","r":"a","sub":"s","exp":\#(end)}"#)
    try await ServedLedger.with(issuer: file) { served async throws -> Void in
      #expect(try await IssuerKeyTests.ask(served, token).text.contains("issuer_unreachable"))
    }
  }

  @Test
  func keysOfAFileNeedNoNetwork() async throws {
    let key = try await TestKey.make("ES256", id: "1")
    let (unknown, directory) = (try await TestKey.make("ES256", id: "2"), TemporaryDirectory())
    try WrittenText.write(#"{"keys":[\#(key.jwk())]}"#, to: directory.path + "/keys.json")
    try await TestIssuer.with([key, unknown]) { issuer in
      let file = try await issuer.file(#","keys":"\#(directory.path)/keys.json""#)
      try await ServedLedger.with(issuer: file) { served async throws -> Void in
        #expect(try await IssuerKeyTests.ask(served, key.sign(issuer.claims())).status == 200)
        #expect(try await IssuerKeyTests.ask(served, unknown.sign(issuer.claims())).status == 401)
        #expect(issuer.asked == 0)
      }
    }
  }

  @Test
  func aRoleThatIsTakenAwayCountsNoMore() async throws {
    let key = try await TestKey.make("ES256", id: "1")
    try await TestIssuer.with([key]) { issuer in
      try await ServedLedger.with(issuer: issuer.file()) { served async throws -> Void in
        let token = try await key.sign(issuer.claims())
        #expect(try await IssuerKeyTests.ask(served, token).status == 200)
        // A file with a slip changes nothing.
        try issuer.write(#","slip":1"#)
        try await Task.sleep(for: .milliseconds(1_100))
        #expect(try await IssuerKeyTests.ask(served, token).status == 200)
        try issuer.write(roles: #"{"claim":"realm_access.roles","map":{"other":"admin"}}"#)
        var answer = try await IssuerKeyTests.ask(served, token)
        for _ in 0..<100 where answer.status == 200 {
          try await Task.sleep(for: .milliseconds(100))
          answer = try await IssuerKeyTests.ask(served, token)
        }
        #expect(answer.status == 403)
      }
    }
  }

  @Test
  func anIssuerIsAskedOnlyWhereItsCertificateIsVouchedFor() async throws {
    let (key, directory) = (try await TestKey.make("ES256", id: "1"), TemporaryDirectory())
    let (own, other) = (try TestAuthority("own"), try TestAuthority("other"))
    let files = ServerFiles(in: directory)
    try own.vouch(for: files)
    let authorities = directory.path + "/authorities.pem"
    try WrittenText.write(other.text, to: authorities)
    try await TestIssuer.with([key], files) { issuer in
      let token = try await key.sign(issuer.claims(["exp": "4102444800"]))
      // Those whom the system trusts do not know it.
      try await ServedLedger.with(issuer: issuer.file()) { served async throws -> Void in
        let answer = try await IssuerKeyTests.ask(served, token)
        #expect(answer.text.contains("issuer_unreachable"), "\(answer.text)")
      }
      let file = try await issuer.file(#","authorities":"\#(authorities)""#)
      try await ServedLedger.with(issuer: file) { served async throws -> Void in
        #expect(try await IssuerKeyTests.ask(served, token).status == 503)
        #expect(issuer.asked == 0)
        // It counts once it is named, without a restart.
        try WrittenText.write(other.text + "\n" + own.text, to: authorities)
        for _ in 0..<600 {
          served.clock.now = served.clock.now + .seconds(5)
          if try await IssuerKeyTests.ask(served, token).status == 200 { break }
          try await Task.sleep(for: .milliseconds(100))
        }
        #expect(try await IssuerKeyTests.ask(served, token).status == 200)
        #expect(issuer.asked == 2)
      }
    }
  }
}
