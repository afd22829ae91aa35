import HTTPTypes
import Hummingbird
import LedgerEngine

/// Whether the server lives, and whether it can do its work.
struct HealthRoutes {
  let ledger: LiveLedger

  func add(to router: Router<ServerContext>) {
    router.get("/health/live") { request, _ in
      _ = try Query(request, allowing: [])
      return Response.json(.object([("status", .string("live"))]))
    }
    router.get("/health/ready", use: ready)
  }

  /// Reads the log and the index, and looks whether the disk has failed a commit.
  @Sendable
  func ready(_ request: Request, _ context: ServerContext) async throws -> Response {
    _ = try Query(request, allowing: [])
    if let failure = ledger.writer.lastingFailure {
      throw Problem(
        .serviceUnavailable, "not_ready", "Nothing can be taken: \(failure)", retryAfter: 5)
    }
    do {
      let (filed, end) = try await ledger.read { (try $0.shownEnd(), try $0.logEnd()) }
      let behind = end.rawValue - min(filed.rawValue, end.rawValue)
      return .json(
        .object([
          ("status", .string("ready")), ("next_position", .position(filed)),
          ("not_filed", .int(Int64(behind))),
        ]))
    } catch {
      throw Problem(
        .serviceUnavailable, "not_ready", "The ledger cannot be read: \(error)", retryAfter: 5)
    }
  }
}
