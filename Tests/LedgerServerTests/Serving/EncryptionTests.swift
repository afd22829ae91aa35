import AsyncHTTPClient
import Foundation
import LedgerServer
import LedgerTesting
import NIOHTTP1
import NIOSSL
import Testing

/// TLS: who is talked to is who is meant, and a renewed certificate needs no restart.
struct EncryptionTests {
  private static func with(
    _ authority: TestAuthority, prepare: (ServerFiles) throws -> Void = { _ in },
    _ body: @escaping @Sendable (ServedLedger, ServerFiles) async throws -> Void
  ) async throws {
    let directory = TemporaryDirectory()
    let files = ServerFiles(in: directory)
    try authority.vouch(for: files)
    let certificates = try Certificates(chain: files.certificate, key: files.key)
    try await ServedLedger.with(options: { $0.certificates = certificates }) { served in
      try await body(served, files)
    }
  }

  private static func isTrusted(_ served: ServedLedger, by client: EncryptedClient) async -> Bool {
    let address = "https://127.0.0.1:\(served.port)/health/live"
    return (try? await client.get(address))?.status == .ok
  }

  @Test
  func whoTrustsTheAuthorityTalksAndNobodyElseDoes() async throws {
    let (authority, other) = (try TestAuthority("shop"), try TestAuthority("other"))
    try await EncryptionTests.with(authority) { served, _ in
      let client = EncryptedClient(authorities: authority.text)
      let answer = try await client.get(
        "https://127.0.0.1:\(served.port)/v1/orders", token: served.token)
      #expect(answer.status == .ok)
      #expect(answer.headers.first(name: "strict-transport-security") == "max-age=31536000")
      let stranger = EncryptedClient(authorities: other.text)
      #expect(await !EncryptionTests.isTrusted(served, by: stranger))
    }
  }

  @Test
  func versionsThatAreBrokenAreNotSpoken() async throws {
    let authority = try TestAuthority("shop")
    try await EncryptionTests.with(authority) { served, _ in
      for (version, isTaken) in [
        (TLSVersion.tlsv1, false), (.tlsv11, false), (.tlsv12, true), (.tlsv13, true),
      ] {
        let client = EncryptedClient(authorities: authority.text, latest: version)
        let isTrusted = await EncryptionTests.isTrusted(served, by: client)
        #expect(isTrusted == isTaken, "\(version)")
      }
    }
  }

  @Test
  func plainRequestsGetNoAnswer() async throws {
    let authority = try TestAuthority("shop")
    try await EncryptionTests.with(authority) { served, _ in
      let port = served.port
      let answer = try await onThread {
        let connection = try WebConnection(port: port)
        try connection.send(Array("GET /v1/orders HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
        var bytes: [UInt8] = []
        while let piece = try? connection.receive(), !piece.isEmpty { bytes += piece }
        return String(decoding: bytes, as: UTF8.self)
      }
      #expect(!answer.contains("HTTP/1.1"), "\(answer)")
    }
  }

  @Test
  func cookiesOfSessionsStayWithinTLS() async throws {
    let authority = try TestAuthority("shop")
    try await EncryptionTests.with(authority) { served, _ in
      var request = HTTPClientRequest(url: "https://127.0.0.1:\(served.port)/v1/session")
      request.method = .POST
      request.headers.add(name: "Content-Type", value: "application/json")
      request.body = .bytes(Array(#"{"token":"\#(served.token)"}"#.utf8))
      let answer = try await EncryptedClient(authorities: authority.text).send(request)
      let cookie = answer.headers.first(name: "set-cookie") ?? ""
      #expect(cookie.contains("; Secure"), "\(answer.status) \(cookie)")
      #expect(cookie.contains("; HttpOnly") && cookie.contains("SameSite=Strict"), "\(cookie)")
    }
  }

  @Test
  func aRenewedCertificateIsTakenAndAHalfWrittenOneIsNot() async throws {
    let (former, next) = (try TestAuthority("former"), try TestAuthority("next"))
    try await EncryptionTests.with(former) { served, files in
      let before = EncryptedClient(authorities: former.text)
      let after = EncryptedClient(authorities: next.text)
      // One file is there and the other is not yet, or not whole.
      let elsewhere = TemporaryDirectory()
      let others = ServerFiles(in: elsewhere)
      try next.vouch(for: others)
      for path in [files.key, others.certificate] {
        try WrittenText.write(
          String(contentsOfFile: path, encoding: .utf8), to: files.certificate)
        try await Task.sleep(for: .seconds(6))
        #expect(await EncryptionTests.isTrusted(served, by: before))
      }
      try next.vouch(for: files)
      for _ in 0..<600 {
        if await EncryptionTests.isTrusted(served, by: after) { break }
        try await Task.sleep(for: .milliseconds(100))
      }
      #expect(await EncryptionTests.isTrusted(served, by: after))
      #expect(await !EncryptionTests.isTrusted(served, by: before))
    }
  }

  @Test
  func aCertificateAndAKeyThatDoNotBelongTogetherAreRefused() throws {
    let (one, two) = (TemporaryDirectory(), TemporaryDirectory())
    let authority = try TestAuthority("shop")
    let (files, others) = (ServerFiles(in: one), ServerFiles(in: two))
    try authority.vouch(for: files)
    try authority.vouch(for: others)
    #expect(throws: CertificateFault.self) {
      try Certificates(chain: files.certificate, key: others.key)
    }
    #expect(throws: CertificateFault.self) {
      try Certificates(chain: files.key, key: files.key)
    }
  }
}
