import LedgerCore
import LedgerEngine
import LedgerServer
import LedgerTesting
import Logging
import ServiceLifecycle

/// A server in this process, on a port of its own, over a ledger in a temporary directory.
struct ServedLedger: Sendable {
  let writer: Ledger
  let clock: ManualClock
  let port: Int
  /// One for each role, made before it was served.
  let tokens: [TokenRole: String]

  /// With all roles.
  var token: String { tokens[.admin] ?? "" }

  static let begin = Timestamp(seconds: 1_772_323_200)

  /// Runs a body while a ledger is served.
  ///
  /// - Parameters:
  ///   - directory: where; one that holds a ledger is opened, as after a restart.
  ///   - issuer: whose tokens count, too.
  ///   - options: changes those that it is served with.
  ///   - prepare: fills the ledger before it is served.
  static func with<Result: Sendable>(
    directory: TemporaryDirectory = TemporaryDirectory(), at begin: Timestamp = begin,
    secrets: [String: String] = [:], issuer: IssuerFile? = nil,
    options: (inout ServerOptions) -> Void = { _ in },
    prepare: (Ledger) throws -> Void = { _ in },
    _ body: @escaping @Sendable (ServedLedger) async throws -> Result
  ) async throws -> Result {
    await ServedPlaces.shared.take()
    do {
      let result = try await serve(directory, begin, secrets, issuer, options, prepare, body)
      await ServedPlaces.shared.give()
      return result
    } catch {
      await ServedPlaces.shared.give()
      throw error
    }
  }

  private static func serve<Result: Sendable>(
    _ directory: TemporaryDirectory, _ begin: Timestamp, _ secrets: [String: String],
    _ issuer: IssuerFile?, _ change: (inout ServerOptions) -> Void,
    _ prepare: (Ledger) throws -> Void,
    _ body: @escaping @Sendable (ServedLedger) async throws -> Result
  ) async throws -> Result {
    let clock = ManualClock(begin)
    let path = directory.path + "/ledger"
    let surroundings = Surroundings.test(clock: clock, seed: 7)
    let writer =
      if Ledger.exists(in: path) {
        try await reopened(path, surroundings)
      } else {
        try Ledger.create(
          directory: path, rulebook: try ShippedRulebook.retail(), surroundings: surroundings)
      }
    try prepare(writer)
    var tokens: [TokenRole: String] = [:]
    for role in TokenRole.allCases {
      tokens[role] = try TokenFile(ledger: path).create(
        name: "\(role)", roles: [role], surroundings: .machine
      ).text
    }
    var options = ServerOptions(
      secrets: try ChannelSecrets(file: nil, outside: path, environment: { secrets[$0] }))
    options.port = 0
    options.issuer = issuer
    change(&options)
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let server = try LedgerServer(writer, options: options, logger: logger)
    return try await withServer(server, logger) { [tokens] port in
      try await body(ServedLedger(writer: writer, clock: clock, port: port, tokens: tokens))
    }
  }

  /// A server that has ended lets go of the ledger when its last task has.
  private static func reopened(_ path: String, _ surroundings: Surroundings) async throws -> Ledger
  {
    for _ in 0..<200 {
      if let ledger = try? Ledger.openForWriting(directory: path, surroundings: surroundings) {
        return ledger
      }
      try await Task.sleep(for: .milliseconds(50))
    }
    return try Ledger.openForWriting(directory: path, surroundings: surroundings)
  }

  private static func withServer<Result: Sendable>(
    _ server: LedgerServer, _ logger: Logger,
    _ body: @escaping @Sendable (Int) async throws -> Result
  ) async throws -> Result {
    let (ports, continuation) = AsyncStream<Int>.makeStream()
    let services = ServiceGroup(
      configuration: .init(
        services: [Served(server: server, listening: continuation)], logger: logger))
    return try await withThrowingTaskGroup(of: Result?.self) { group in
      group.addTask {
        try await services.run()
        return nil
      }
      group.addTask {
        guard let port = await ports.first(where: { _ in true }) else { return nil }
        do {
          let result = try await body(port)
          await services.triggerGracefulShutdown()
          return result
        } catch {
          await services.triggerGracefulShutdown()
          throw error
        }
      }
      var found: Result?
      while let next = try await group.next() { found = next ?? found }
      guard let found else { throw CancellationError() }
      return found
    }
  }

  private struct Served: Service {
    let server: LedgerServer
    let listening: AsyncStream<Int>.Continuation

    func run() async throws {
      defer { listening.finish() }
      try await server.serve { listening.yield($0) }
    }
  }
}
