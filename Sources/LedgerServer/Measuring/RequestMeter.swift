import HTTPTypes
import Hummingbird
import Synchronization

/// Counts requests by the class of their answer.
final class RequestMeter: Sendable {
  private let counts = Mutex<[Int: Int]>([:])

  /// By the first digit of the status.
  var byClass: [Int: Int] { counts.withLock { $0 } }

  func count(_ status: HTTPResponse.Status) {
    counts.withLock { $0[status.code / 100, default: 0] += 1 }
  }
}

struct MeteringMiddleware: RouterMiddleware {
  let meter: RequestMeter

  func handle(
    _ request: Request, context: ServerContext,
    next: (Request, ServerContext) async throws -> Response
  ) async throws -> Response {
    let response = try await next(request, context)
    meter.count(response.status)
    return response
  }
}
