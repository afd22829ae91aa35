import LedgerChannels
import LedgerCore
import LedgerRules
import Testing

@Suite("Secrets before the log")
struct SecretStripperTests {
  private let hash = SipHash128(key0: 1, key1: 2)

  private func stripper(_ change: (inout ChannelKind) throws -> Void = { _ in }) throws
    -> SecretStripper
  {
    var kind = try TestKind.order().kind
    try change(&kind)
    return SecretStripper(kind: kind, hash: hash)
  }

  private func stripped(_ value: String) -> String { "stripped:\(hash.hash(value))" }

  @Test("credentials in headers are replaced, whatever they are called, and marked")
  func headers() throws {
    let headers: Headers = [
      ("Authorization", "Basic dXNlcjpwYXNz"), ("Cookie", "a=b"), ("WM_SEC.ACCESS_TOKEN", "t"),
      ("X-Forwarded-Auth", "bearer abc"), ("X-Api-Key", "k"), ("X-Shopify-Hmac-Sha256", "sig="),
      ("X-Basic", "basically"),
    ]
    let result = try stripper { $0.secretHeaders = ["X-Api-Key"] }.strip(headers: headers, body: [])
    #expect(
      result.headers.map(\.value) == [
        stripped("Basic dXNlcjpwYXNz"), stripped("a=b"), stripped("t"), stripped("bearer abc"),
        stripped("k"), "sig=", "basically",
      ])
    #expect(result.headers.map(\.name) == headers.map(\.name))
    #expect(
      result.marks == [
        "header authorization", "header cookie", "header wm_sec.access_token",
        "header x-forwarded-auth", "header x-api-key",
      ])
    #expect(stripped("x").utf8.count == 9 + 32)
  }

  @Test("a value in the body is replaced, and every other byte stays")
  func body() throws {
    let stripper = try stripper {
      $0.secretPaths = [
        try path("$.value[*].clientState"), try path("$.token"), try path("$.gone"),
      ]
    }
    let body = """
      { "value" : [ {"clientState":"s\\u0033cret", "n":1.0}, {"clientState": null},
       {"clientState":"other"} ],\t"token": 12e3 , "z":"\\/" }

      """
    let expected = """
      { "value" : [ {"clientState":"\(stripped("s3cret"))", "n":1.0}, {"clientState": null},
       {"clientState":"\(stripped("other"))"} ],\t"token": "\(stripped("12e3"))" , "z":"\\/" }

      """
    let result = stripper.strip(headers: [], body: Array(body.utf8))
    #expect(String(decoding: result.body, as: UTF8.self) == expected)
    #expect(result.marks == ["body $.value[*].clientState", "body $.token"])
    let again = stripper.strip(headers: result.headers, body: result.body)
    #expect(again.body == result.body)
    #expect(again.marks.isEmpty)
  }

  @Test("one value within another is replaced with it")
  func nested() throws {
    let stripper = try stripper { $0.secretPaths = [try path("$.a.b"), try path("$.a")] }
    let result = stripper.strip(headers: [], body: Array("{\"a\":{\"b\":\"x\"},\"c\":1}".utf8))
    #expect(
      String(decoding: result.body, as: UTF8.self)
        == "{\"a\":\"\(stripped("{\"b\":\"x\"}"))\",\"c\":1}")
    #expect(result.marks == ["body $.a"])
  }

  @Test("a form's value is replaced")
  func otherBodies() throws {
    let stripper = try stripper { $0.secretPaths = [try path("$.token"), try path("$.k[1]")] }
    let form: Headers = [("content-type", "application/x-www-form-urlencoded")]
    let result = stripper.strip(headers: form, body: Array("a=1&token=x%41&k=1&k=2&b".utf8))
    #expect(
      String(decoding: result.body, as: UTF8.self)
        == "a=1&token=\(stripped("xA"))&k=1&k=\(stripped("2"))&b")
    #expect(result.marks == ["body $.token", "body $.k[1]"])
  }

  @Test(
    "a body that may hold a secret and cannot be read is withheld, and the fault is told",
    arguments: [
      (#"{"token":"hush""#, "invalid_json 15"), ("state=hush", "not_json 0"),
      (#"{"token":"hush","token":"hush"}"#, "duplicate_key"),
      (String(repeating: "[", count: 200) + "\"hush\"", "too_deep 128"),
    ])
  func withheld(body: String, fault: String) throws {
    let stripper = try stripper { $0.secretPaths = [try path("$.token")] }
    let result = stripper.strip(headers: [], body: Array(body.utf8))
    #expect(String(decoding: result.body, as: UTF8.self) == "\(stripped(body)) \(fault)")
    #expect(result.marks == ["body"])
    let again = stripper.strip(headers: [], body: result.body)
    #expect(again.body == result.body)
    #expect(again.marks.isEmpty)
    #expect(stripper.strip(headers: [], body: Array(" \n".utf8)).marks.isEmpty)
    #expect(stripper.strip(headers: [], body: []).marks.isEmpty)
  }

  @Test("a body that says to be withheld with something else behind is none")
  func pretence() throws {
    let stripper = try stripper { $0.secretPaths = [try path("$.token")] }
    for tail in ["", " ", " hush 12 hush", " INVALID 1", " a b", "  1", " a 1 2"] {
      let body = Array((stripped("x") + tail).utf8)
      #expect(stripper.strip(headers: [], body: body).marks == ["body"], "\(tail)")
    }
  }

  @Test("without a known kind, what no channel may show is replaced all the same")
  func unknownKind() {
    let result = SecretStripper(hash: hash).strip(
      headers: [("Authorization", "Basic dXNlcjpwYXNz"), ("X-Id", "1")], body: Array("{".utf8))
    #expect(result.headers.map(\.value) == [stripped("Basic dXNlcjpwYXNz"), "1"])
    #expect(result.body == Array("{".utf8))
  }

  @Test("what a channel compares as its secret is stripped without being named")
  func sharedSecrets() throws {
    let inHeader = try stripper {
      $0.authentication = Authentication(scheme: .sharedSecret, header: "X-Token")
    }
    #expect(inHeader.strip(headers: [("x-token", "t")], body: []).marks == ["header x-token"])
    let inBody = try stripper {
      $0.authentication = Authentication(scheme: .sharedSecret, path: try path("$.state"))
    }
    let result = inBody.strip(headers: [], body: Array("{\"state\":\"t\"}".utf8))
    #expect(result.marks == ["body $.state"])
  }
}
