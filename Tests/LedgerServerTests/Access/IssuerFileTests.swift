import Foundation
import LedgerServer
import LedgerTesting
import Testing

/// The file of `--oidc`: refused at the start, with words, where it is not as it must be.
struct IssuerFileTests {
  private static let roles = #"{"claim":"roles","map":{"a":"admin"}}"#

  private static func fault(_ text: String) async throws -> String? {
    let directory = TemporaryDirectory()
    try WrittenText.write(text, to: directory.path + "/oidc.json")
    do {
      _ = try await IssuerFile.read(directory.path + "/oidc.json")
      return nil
    } catch {
      return "\(error)"
    }
  }

  private static func file(
    issuer: String = #""https://id.example""#, audience: String = #""a""#, roles: String = roles,
    _ members: String = ""
  ) -> String {
    #"{"issuer":\#(issuer),"audience":\#(audience),"roles":\#(roles)\#(members)}"#
  }

  @Test
  func theFilesOfTheDocumentsAreRead() async throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("docs/examples/oidc")
    for name in ["keycloak", "entra"] {
      _ = try await IssuerFile.read(folder.appendingPathComponent("\(name).json").path)
    }
  }

  @Test
  func addressesOfIssuersAreHTTPSOrOfThisMachine() async throws {
    let wrong = [
      "http://id.example", "ftp://id.example", "id.example", "https://id.example?x=1",
      "https://id.example#x", "https://user@id.example", "http://127.0.0.1.example",
      "http://127.evil.example", "https://", "https://id example",
    ]
    for address in wrong {
      let fault = try await IssuerFileTests.fault(IssuerFileTests.file(issuer: #""\#(address)""#))
      #expect(fault?.contains("`issuer`: give its https address") == true, "\(address)")
    }
    for address in [
      "https://id.example", "https://id.example:8443/realms/x/", "http://localhost:80",
      "http://127.0.0.1:8080/a", "http://[::1]:9",
    ] {
      let fault = try await IssuerFileTests.fault(IssuerFileTests.file(issuer: #""\#(address)""#))
      #expect(fault == nil, "\(address)")
    }
  }

  @Test
  func whatIsWrongIsToldWithItsPlace() async throws {
    func roles(_ map: String) -> String {
      IssuerFileTests.file(roles: #"{"claim":"roles","map":\#(map)}"#)
    }
    let cases = [
      ("[]", "is not a JSON object"), ("{", "is not a JSON object"),
      ("{}", "`issuer`: is missing"),
      (IssuerFileTests.file(audience: "7"), "`audience`: give a text, or a list"),
      (IssuerFileTests.file(audience: "[]"), "`audience`: give a text, or a list"),
      (IssuerFileTests.file(#","audiences":[]"#), "`audiences`: there is no such member"),
      (IssuerFileTests.file(roles: "7"), "`roles`: give an object"),
      (IssuerFileTests.file(roles: #"{"map":{}}"#), "`roles.claim`: is missing"),
      (roles("{}"), "`roles.map`: is empty"),
      (roles(#"{"x":"root"}"#), "`roles.map.x`: give a role"),
      (roles(#"{"x":["admin",1]}"#), "`roles.map.x`: give a role"),
      (roles(#"{"x":{"role":"ingest","on":"wms"}}"#), "`roles.map.x.on`: there is no such member"),
      (roles(#"{"x":{"role":"admin","channels":["wms"]}}"#), "`roles.map.x.channels`: only"),
      (IssuerFileTests.file(#","leeway_seconds":301"#), "`leeway_seconds`: give a whole number"),
      (IssuerFileTests.file(#","leeway_seconds":"30""#), "`leeway_seconds`: give a whole number"),
      (IssuerFileTests.file(#","name":"""#), "`name`: give a text"),
      (IssuerFileTests.file(#","keys":"nowhere.json""#), "nowhere.json"),
      (IssuerFileTests.file(#","keys":"oidc.json""#), "holds no public key"),
      (IssuerFileTests.file(#","authorities":"nowhere.pem""#), "nowhere.pem"),
      (IssuerFileTests.file(#","authorities":"oidc.json""#), "holds no certificate"),
      (
        IssuerFileTests.file(#","keys":"oidc.json","authorities":"oidc.json""#),
        "`authorities`: has no effect"
      ),
    ]
    for (text, expected) in cases {
      let fault = try await IssuerFileTests.fault(text)
      #expect(fault?.contains(expected) == true, "\(text): \(fault ?? "none")")
    }
  }
}
