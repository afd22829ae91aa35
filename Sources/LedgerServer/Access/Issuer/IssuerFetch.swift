import AsyncHTTPClient
import LedgerEngine
import NIOCore
import NIOHTTP1
import NIOSSL

/// Fetches an issuer's keys, by what it publishes about itself (OpenID Connect Discovery 1.0, section 4).
enum IssuerFetch {
  /// For both requests together.
  private static let timeMax = Duration.seconds(5)
  private static let bytesMax = 256 << 10

  /// - Throws: `IssuerFault`.
  static func keys(of source: KeySource) async throws -> KeySet {
    try await withThrowingTaskGroup(of: KeySet.self) { group in
      group.addTask {
        try await HTTPClient.withHTTPClient(
          configuration: configuration(trusting: source.authorities)
        ) { client in
          try await fetch(source.issuer, client)
        }
      }
      group.addTask {
        try await Task.sleep(for: timeMax)
        throw IssuerFault.unreachable(source.issuer.discovery, "no whole answer within \(timeMax)")
      }
      defer { group.cancelAll() }
      guard let keys = try await group.next() else { throw CancellationError() }
      return keys
    }
  }

  /// No proxy, and no answer from anywhere but where it was asked for.
  private static func configuration(
    trusting authorities: [NIOSSLCertificate]?
  ) -> HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration(
      redirectConfiguration: .disallow,
      timeout: HTTPClient.Configuration.Timeout(connect: .seconds(3), read: .seconds(3)))
    configuration.httpVersion = .http1Only
    var encryption = TLSConfiguration.makeClientConfiguration()
    encryption.minimumTLSVersion = .tlsv12
    if let authorities { encryption.trustRoots = .certificates(authorities) }
    configuration.tlsConfiguration = encryption
    return configuration
  }

  private static func fetch(_ issuer: IssuerAddress, _ client: HTTPClient) async throws -> KeySet {
    let bytes = try await body(issuer.discovery, client)
    guard let document = try? JSONDocument.parse(bytes), document.kind(document.root) == .object
    else { throw IssuerFault.notJSON(issuer.discovery) }
    let named = document.text("issuer", of: document.root) ?? ""
    guard named == issuer.text else {
      throw IssuerFault.otherIssuer(issuer.discovery, named: named)
    }
    guard let address = document.text("jwks_uri", of: document.root), issuer.mayName(address) else {
      throw IssuerFault.noKeysAddress(issuer.discovery)
    }
    guard let keys = await KeySet(try await body(address, client)) else {
      throw IssuerFault.noKeys(address)
    }
    return keys
  }

  private static func body(_ address: String, _ client: HTTPClient) async throws -> [UInt8] {
    var request = HTTPClientRequest(url: address)
    request.headers.add(name: "Accept", value: "application/json")
    request.headers.add(name: "User-Agent", value: "OrderLedger")
    do {
      let response = try await client.execute(request, deadline: .now() + .seconds(5))
      guard response.status == .ok else {
        throw IssuerFault.status(address, Int(response.status.code))
      }
      return Array(try await response.body.collect(upTo: bytesMax).readableBytesView)
    } catch let fault as IssuerFault {
      throw fault
    } catch is NIOTooManyBytesError {
      throw IssuerFault.tooLarge(address, bytesMax: bytesMax)
    } catch {
      throw IssuerFault.unreachable(address, "\(error)")
    }
  }
}

/// Why an issuer's keys could not be fetched.
enum IssuerFault: Error, CustomStringConvertible {
  case unreachable(String, String)
  case status(String, Int)
  case tooLarge(String, bytesMax: Int)
  case notJSON(String)
  case otherIssuer(String, named: String)
  case noKeysAddress(String)
  case noKeys(String)

  var description: String {
    switch self {
    case .unreachable(let address, let why): "\(address) cannot be reached: \(why)"
    case .status(let address, let status): "\(address) answers \(status) in place of 200"
    case .tooLarge(let address, let bytesMax): "\(address) answers with more than \(bytesMax) bytes"
    case .notJSON(let address): "\(address) does not answer with a JSON object"
    case .otherIssuer(let address, let named):
      "\(address) is of the issuer `\(named.prefix(200))`; give that as `issuer`, if it is the right one"
    case .noKeysAddress(let address):
      "\(address) names no `jwks_uri` that can be asked: it must be https"
    case .noKeys(let address): "\(address) holds no public key that tokens can be verified with"
    }
  }
}
