import ArgumentParser
import LedgerEngine
import LedgerServer
import Logging

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve the ledger over HTTP: deliveries in, orders and mismatches out.",
    discussion: """
      Every channel posts to /v1/channels/NAME/deliveries, signed as its system signs, or with a token; \
      what was acknowledged is on disk. Readers need a token with a role. Where there is none yet, one \
      with all roles is made and shown once.

      Ends on SIGTERM or SIGINT, when all that was taken is kept.

      Examples:
        orderledger serve
        orderledger serve --port 8480 --secrets secrets
        orderledger serve --host 0.0.0.0 --tls-certificate fullchain.pem --tls-key key.pem
        orderledger serve --oidc oidc.json
        curl -H "Authorization: Bearer $TOKEN" http://127.0.0.1:8480/v1/orders
      """)

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var secrets: SecretOptions

  @Option(help: ArgumentHelp("Address to listen on.", valueName: "address"))
  var host = "127.0.0.1"

  @Option(help: ArgumentHelp("Port to listen on; 0 for any.", valueName: "port"))
  var port = 8480

  @Option(
    help: ArgumentHelp(
      "The certificate and those that vouch for it (PEM); read again when it changes.",
      valueName: "file"))
  var tlsCertificate: String?

  @Option(help: ArgumentHelp("Its private key (PEM).", valueName: "file"))
  var tlsKey: String?

  @Flag(help: "Serve without TLS also to other machines: behind a proxy that has it.")
  var plainHttp = false

  @Option(
    help: ArgumentHelp(
      "How senders reach the server, where a proxy stands in front of it; for eBay's challenge.",
      valueName: "url"))
  var publicURL: String?

  @Option(
    help: ArgumentHelp(
      "Take JWTs of an OpenID Connect issuer besides tokens of the ledger; read again when it changes.",
      discussion: "Names the issuer, the audience, and which values of which claim are which role: "
        + "Schemas/oidc.schema.json, docs/serving/access.md.",
      valueName: "file"), completion: .file())
  var oidc: String?

  private var isLoopback: Bool {
    host == "localhost" || host == "::1" || host.hasPrefix("127.")
  }

  func validate() throws {
    guard (tlsCertificate == nil) == (tlsKey == nil) else {
      throw ValidationError("--tls-certificate and --tls-key go together")
    }
    guard isLoopback || tlsCertificate != nil || plainHttp else {
      throw ValidationError(
        "\(host) can be reached from other machines: give --tls-certificate and --tls-key, or "
          + "--plain-http behind a proxy that has TLS")
    }
    if let publicURL, !publicURL.hasPrefix("https://") || publicURL.hasSuffix("/") {
      throw ValidationError("--public-url is like https://ledger.example.com, without a path")
    }
    guard (0...65_535).contains(port) else { throw ValidationError("--port is 0 to 65535") }
  }

  func run() async throws {
    let options = try await options()
    let writer = try ledger.openForWriting()
    let tokens = TokenFile(ledger: ledger.directory)
    if try tokens.read().isEmpty {
      let made = try tokens.create(
        name: Actor.current, roles: [.admin], surroundings: writer.surroundings)
      Output.text("A token with all roles, shown this once:\n\(made.text)\n")
    }
    let logger = Logger(label: "orderledger") { _ in LineLog() }
    let server = try LedgerServer(writer, options: options, logger: logger)
    let scheme = tlsCertificate == nil ? "http" : "https"
    try await server.run { port in
      Output.text("Serving \(writer.directory) at \(scheme)://\(host):\(port)\n")
    }
  }

  /// Before anything is made: what is wrong with a file is told first.
  private func options() async throws -> ServerOptions {
    var options = ServerOptions(secrets: try secrets.load(ledger))
    options.host = host
    options.port = port
    options.publicURL = publicURL
    if let tlsCertificate, let tlsKey {
      options.certificates = try Certificates(chain: tlsCertificate, key: tlsKey)
    }
    if let oidc { options.issuer = try await IssuerFile.read(oidc) }
    return options
  }
}
