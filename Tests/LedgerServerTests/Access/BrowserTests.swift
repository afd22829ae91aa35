import LedgerEngine
import LedgerServer
import LedgerTesting
import Testing

/// A session of the page: only the page itself can use it to change anything.
struct BrowserTests {
  /// The cookie, as a browser sends it back.
  private static func cookie(_ served: ServedLedger, _ token: String) async throws -> String {
    let answer = try await served.send(
      "POST", "/v1/session", ["Content-Type": "application/json"],
      body: Array(#"{"token":"\#(token)"}"#.utf8), token: "")
    #expect(answer.status == 200, "\(answer.text)")
    let field = try #require(answer.header("set-cookie"))
    #expect(field.contains("; HttpOnly") && field.contains("; SameSite=Strict"), "\(field)")
    #expect(!field.contains(token))
    return String(field.prefix { $0 != ";" })
  }

  @Test
  func aSessionReadsAndChangesOnlyForItsOwnPage() async throws {
    try await ServedLedger.with(prepare: ReadPlumbingTests.fill) { served in
      let cookie = try await BrowserTests.cookie(served, served.token)
      func post(_ headers: [String: String]) async throws -> WebAnswer {
        try await served.send(
          "POST", "/v1/checkpoint",
          ["Cookie": cookie, "Content-Type": "application/json"].merging(headers) { $1 },
          body: Array("{}".utf8), token: "")
      }
      let read = try await served.send("GET", "/v1/orders", ["Cookie": cookie], token: "")
      #expect(read.status == 200, "\(read.text)")
      let next = served.writer.nextPosition
      let own = ["X-OrderLedger": "1"]
      for headers in [
        [:], ["Origin": "http://localhost"], ["Sec-Fetch-Site": "same-origin"],
        own.merging(["Origin": "https://evil.example"]) { $1 },
        own.merging(["Origin": "null"]) { $1 },
        own.merging(["Sec-Fetch-Site": "cross-site"]) { $1 },
        own.merging(["Sec-Fetch-Site": "same-site"]) { $1 },
      ] {
        let answer = try await post(headers)
        #expect(answer.status == 403, "\(headers): \(answer.text)")
        #expect(answer.text.contains("/not_same_origin"), "\(headers): \(answer.text)")
      }
      #expect(served.writer.nextPosition == next)
      let taken = try await post(
        own.merging(["Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"]) { $1 })
      #expect(taken.status == 200, "\(taken.text)")
    }
  }

  /// A proxy in front may add a token to whatever a page of another site sends.
  @Test
  func aTokenThatComesFromAnotherSitesPageChangesNothing() async throws {
    try await ServedLedger.with(prepare: ReadPlumbingTests.fill) { served in
      let next = served.writer.nextPosition
      let answer = try await served.send(
        "POST", "/v1/checkpoint",
        ["Content-Type": "application/json", "Sec-Fetch-Site": "cross-site"],
        body: Array("{}".utf8))
      #expect(answer.status == 403, "\(answer.text)")
      #expect(served.writer.nextPosition == next)
    }
  }

  @Test
  func whatWasSignedOutOrMadeUpIsNoSession() async throws {
    try await ServedLedger.with(prepare: ReadPlumbingTests.fill) { served in
      let cookie = try await BrowserTests.cookie(served, served.token)
      let made = String(cookie.dropLast()) + (cookie.hasSuffix("0") ? "1" : "0")
      for wrong in [made, String(cookie.prefix { $0 != "=" }) + "="] {
        let answer = try await served.send("GET", "/v1/orders", ["Cookie": wrong], token: "")
        #expect(answer.status == 401, "\(wrong)")
      }
      let ended = try await served.send(
        "DELETE", "/v1/session", ["Cookie": cookie, "X-OrderLedger": "1"], token: "")
      #expect(ended.status == 204, "\(ended.text)")
      let after = try await served.send("GET", "/v1/orders", ["Cookie": cookie], token: "")
      #expect(after.status == 401)
    }
  }
}
