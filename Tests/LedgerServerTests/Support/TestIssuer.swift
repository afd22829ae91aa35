import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import LedgerCore
import LedgerServer
import LedgerTesting
import Logging
import NIOSSL
import ServiceLifecycle
import Synchronization

/// An issuer in this process, at an address of its own on this machine.
final class TestIssuer: Sendable {
  let address: String
  private let directory = TemporaryDirectory()
  private let state: Mutex<State>

  private struct State {
    var keys: [String]
    var discovery: String?
    var redirect: String?
    var isDown = false
    var asked = 0
  }

  /// Runs a body while an issuer with these keys is there.
  ///
  /// - Parameter files: its certificate, if it is to be asked over TLS.
  static func with(
    _ keys: [TestKey], _ files: ServerFiles? = nil,
    _ body: @escaping @Sendable (TestIssuer) async throws -> Void
  ) async throws {
    let (issuers, found) = AsyncStream<TestIssuer>.makeStream()
    let place = Mutex<TestIssuer?>(nil)
    let router = Router()
    router.get("/realms/shop/:place/:name") { request, _ in
      place.withLock { $0 }?.answer(request.uri.path) ?? Response(status: .serviceUnavailable)
    }
    let published = keys.map { $0.jwk() }
    var logger = Logger(label: "issuer")
    logger.logLevel = .critical
    let application = Application(
      router: router, server: try transport(files),
      configuration: .init(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { channel in
        let issuer = TestIssuer(
          scheme: files == nil ? "http" : "https", port: channel.localAddress?.port ?? 0, published)
        place.withLock { $0 = issuer }
        found.yield(issuer)
      }, logger: logger)
    let services = ServiceGroup(configuration: .init(services: [application], logger: logger))
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        defer { found.finish() }
        try await services.run()
      }
      guard let issuer = await issuers.first(where: { _ in true }) else { return }
      do {
        try await body(issuer)
        await services.triggerGracefulShutdown()
      } catch {
        await services.triggerGracefulShutdown()
        throw error
      }
      try await group.waitForAll()
    }
  }

  private static func transport(_ files: ServerFiles?) throws -> HTTPServerBuilder {
    guard let files else { return .http1() }
    return try .tls(
      tlsConfiguration: .makeServerConfiguration(
        certificateChain: NIOSSLCertificate.fromPEMFile(files.certificate).map { .certificate($0) },
        privateKey: .privateKey(NIOSSLPrivateKey(file: files.key, format: .pem))))
  }

  private init(scheme: String, port: Int, _ keys: [String]) {
    address = "\(scheme)://127.0.0.1:\(port)/realms/shop"
    state = Mutex(State(keys: keys))
  }

  private func answer(_ path: String) -> Response {
    state.withLock { state in
      state.asked += 1
      guard !state.isDown else { return Response(status: .internalServerError) }
      if path.hasSuffix("/openid-configuration") {
        if let redirect = state.redirect, path.contains("/.well-known/") {
          return Response(status: .found, headers: [.location: redirect])
        }
        return TestIssuer.json(
          state.discovery ?? #"{"issuer":"\#(address)","jwks_uri":"\#(address)/protocol/certs"}"#)
      }
      return TestIssuer.json(#"{"keys":[\#(state.keys.joined(separator: ","))]}"#)
    }
  }

  private static func json(_ text: String) -> Response {
    Response(
      status: .ok, headers: [.contentType: "application/json"],
      body: ResponseBody(byteBuffer: .init(string: text)))
  }

  /// What it publishes from now on: keys as texts of JSON.
  func publish(_ keys: [String]) { state.withLock { $0.keys = keys } }
  func discover(_ text: String) { state.withLock { $0.discovery = text } }
  func redirect(to address: String) { state.withLock { $0.redirect = address } }
  func go(down: Bool) { state.withLock { $0.isDown = down } }
  /// How many requests it got.
  var asked: Int { state.withLock { $0.asked } }

  /// What a ledger is told about it.
  ///
  /// - Parameter members: further ones, as a text of JSON with a comma in front.
  func file(_ members: String = "", roles: String = TestIssuer.roles) async throws -> IssuerFile {
    try await IssuerFile.read(try write(members, roles: roles))
  }

  /// - Returns: the path of the file.
  @discardableResult
  func write(_ members: String = "", roles: String = TestIssuer.roles) throws -> String {
    let path = directory.path + "/oidc.json"
    try WrittenText.write(
      #"{"issuer":"\#(address)","audience":["orderledger"],"roles":\#(roles)\#(members)}"#, to: path
    )
    return path
  }

  static let roles = """
    {"claim":"realm_access.roles","map":{"boss":"admin","reader":["dashboard"],
    "warehouse":{"role":"ingest","channels":["wms"]},"shop":{"role":"ingest","channels":["shopify"]}}}
    """

  /// Claims that count at `ServedLedger.begin`, unless others are given; an empty text leaves one out.
  func claims(_ others: [String: String] = [:], roles: [String] = ["boss"]) -> String {
    let begin = ServedLedger.begin.rawValue / 1_000_000
    let list = roles.map { #""\#($0)""# }.joined(separator: ",")
    let all = [
      "iss": #""\#(address)""#, "aud": #""orderledger""#, "sub": #""anna""#,
      "exp": "\(begin + 300)", "iat": "\(begin)", "realm_access": #"{"roles":[\#(list)]}"#,
    ].merging(others) { $1 }
    return "{" + all.filter { !$0.value.isEmpty }.map { #""\#($0)":\#($1)"# }.joined(separator: ",")
      + "}"
  }
}
