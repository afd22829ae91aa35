import Hummingbird
import HummingbirdCore
import HummingbirdTLS
public import LedgerEngine
public import Logging
import NIOCore
import ServiceLifecycle
import UnixSignals

/// Serves a ledger over HTTP until it is told to end.
public struct LedgerServer: Sendable {
  let ledger: LiveLedger
  let options: ServerOptions
  let logger: Logger

  /// - Parameter writer: open for writing; nobody else writes to it meanwhile.
  public init(_ writer: Ledger, options: ServerOptions, logger: Logger) throws {
    ledger = try LiveLedger(writer)
    self.options = options
    self.logger = logger
  }

  /// Returns when a signal has asked for the end, and all that was taken is kept.
  ///
  /// - Parameter listening: told the port when connections are taken.
  /// - Throws: `LedgerError`, where the disk failed: all that was acknowledged is kept, and the ledger is
  ///   to be opened anew.
  public func run(listening: @escaping @Sendable (Int) -> Void) async throws {
    try await run(endedBy: [.sigterm, .sigint], listening)
  }

  /// The same as a part of a service group, which asks for the end.
  public func serve(listening: @escaping @Sendable (Int) -> Void) async throws {
    try await run(endedBy: [], listening)
  }

  private func run(
    endedBy signals: [UnixSignal], _ listening: @escaping @Sendable (Int) -> Void
  ) async throws {
    let services = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: [
          .init(service: try application(listening)),
          .init(
            service: WriterWatch(writer: ledger.writer, logger: logger),
            failureTerminationBehavior: .gracefullyShutdownGroup),
        ],
        gracefulShutdownSignals: signals, logger: logger))
    try await services.run()
    try await ledger.close()
  }

  private func application(
    _ listening: @escaping @Sendable (Int) -> Void
  ) throws -> some ApplicationProtocol {
    let summaries = SummaryKeeper(ledger, logger: logger)
    let measurements = try MeasurementKeeper(ledger, summaries, logger: logger)
    let replays = ReplayJobs(ledger)
    let issuer = options.issuer.map {
      TrustedIssuer($0, now: ledger.writer.surroundings.now, logger: logger)
    }
    var application = Application(
      router: try router(summaries, measurements, replays, issuer), server: try transport(),
      configuration: ApplicationConfiguration(
        address: .hostname(options.host, port: options.port), serverName: "OrderLedger",
        backlog: options.connections.backlog,
        availableConnectionsDelegate: options.connections.connectionsAllowed(logger)),
      onServerRunning: { channel in listening(channel.localAddress?.port ?? 0) }, logger: logger)
    application.addServices(
      IndexPacer(ledger: ledger, logger: logger), measurements, replays)
    if let issuer { application.addServices(issuer) }
    return application
  }

  private func transport() throws -> HTTPServerBuilder {
    let plain = HTTPServerBuilder.http1(configuration: options.connections.http1)
    guard let certificates = options.certificates else { return plain }
    return try .tls(plain, tlsConfiguration: certificates.configuration())
  }

  func router(
    _ summaries: SummaryKeeper, _ measurements: MeasurementKeeper, _ replays: ReplayJobs,
    _ issuer: TrustedIssuer?
  ) throws -> Router<ServerContext> {
    let router = Router(context: ServerContext.self)
    let meter = RequestMeter()
    router.add(middleware: MeteringMiddleware(meter: meter))
    try guardRequests(of: router, issuer)
    let secrets = ReloadedSecrets(options.secrets, logger: logger)
    let intake = Intake(
      ledger, PreparationPool(ledger.writer, secrets),
      gate: InFlightGate(
        bytesMax: options.inFlightBytes, deliveriesMax: options.inFlightDeliveries))
    let refusals = RefusalLog(measurements)
    DeliveryRoutes(intake: intake, refusals: refusals, publicURL: options.publicURL)
      .add(to: router)
    CloudEventRoutes(intake, refusals).add(to: router)
    BulkRoutes(intake, refusals).add(to: router)
    ChannelRoutes(intake: intake).add(to: router)
    LedgerRoutes(ledger: ledger, secrets: options.secrets).add(to: router)
    OrderRoutes(ledger: ledger).add(to: router)
    MismatchRoutes(ledger: ledger, summaries: summaries).add(to: router)
    WaitingRoutes(ledger: ledger).add(to: router)
    ReadingRoutes(ledger: ledger).add(to: router)
    addProofs(to: router)
    JoinRoutes(ledger: ledger).add(to: router)
    MeasurementRoutes(ledger: ledger, summaries: summaries, measurements: measurements)
      .add(to: router)
    ReplayRoutes(ledger: ledger, jobs: replays).add(to: router)
    RulebookRoutes(ledger: ledger).add(to: router)
    FeedRoutes(ledger: ledger, watch: FiledWatch(ledger)).add(to: router)
    HealthRoutes(ledger: ledger).add(to: router)
    MetricsRoutes(
      ledger: ledger, summaries: summaries, measurements: measurements, meter: meter,
      begin: ledger.writer.surroundings.now()
    ).add(to: router)
    OpenAPIRoutes().add(to: router)
    try PageRoutes().add(to: router)
    return router
  }

  /// Original bytes, and what is proved of them.
  private func addProofs(to router: Router<ServerContext>) {
    let readings = BodyReadings(ledger)
    let desk = ProofDesk(ledger)
    EventRoutes(ledger: ledger, readings: readings).add(to: router)
    ProofRoutes(ledger: ledger, desk: desk, readings: readings).add(to: router)
    CheckpointRoutes(ledger: ledger, desk: desk).add(to: router)
  }

  /// What stands in front of all routes, the outermost first.
  private func guardRequests(of router: Router<ServerContext>, _ issuer: TrustedIssuer?) throws {
    let isSecure = options.certificates != nil
    let now = ledger.writer.surroundings.now
    let authenticator = try Authenticator(
      TokenFile(ledger: ledger.writer.directory), issuer: issuer, now: now)
    let sessions = Sessions(now: now)
    router.add(middleware: TraceMiddleware())
    router.add(middleware: HeaderMiddleware(isSecure: isSecure))
    router.add(middleware: ProblemMiddleware())
    router.add(
      middleware: LimitMiddleware(
        known: RateLimiter(
          perSecond: options.readingsPerSecond, burst: 4 * options.readingsPerSecond),
        unknown: RateLimiter(
          perSecond: options.unknownPerSecond, burst: 10 * options.unknownPerSecond)))
    router.add(
      middleware: AuthenticationMiddleware(authenticator: authenticator, sessions: sessions))
    SessionRoutes(authenticator: authenticator, sessions: sessions, isSecure: isSecure)
      .add(to: router)
  }
}
