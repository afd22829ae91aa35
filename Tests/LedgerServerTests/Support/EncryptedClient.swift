import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL

/// Asks over TLS, on a new connection each time.
struct EncryptedClient {
  /// Whom it trusts (PEM).
  let authorities: String
  var latest = TLSVersion.tlsv13

  /// What is answered to a request for an address.
  ///
  /// - Throws: where no safe connection comes about.
  func get(_ address: String, token: String = "") async throws -> HTTPClientResponse {
    try await send(HTTPClientRequest(url: address), token)
  }

  func send(_ request: HTTPClientRequest, _ token: String = "") async throws -> HTTPClientResponse {
    var (request, encryption) = (request, TLSConfiguration.makeClientConfiguration())
    if !token.isEmpty { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
    encryption.trustRoots = .certificates(
      try NIOSSLCertificate.fromPEMBytes(Array(authorities.utf8)))
    (encryption.minimumTLSVersion, encryption.maximumTLSVersion) = (.tlsv1, latest)
    return try await HTTPClient.withHTTPClient(
      configuration: HTTPClient.Configuration(tlsConfiguration: encryption)
    ) { [request] client in
      var response = try await client.execute(request, timeout: .seconds(60))
      let body = try await response.body.collect(upTo: 1 << 20)
      response.body = .bytes(body)
      return response
    }
  }
}
