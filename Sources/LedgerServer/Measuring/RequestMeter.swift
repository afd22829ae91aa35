import HTTPTypes
import Hummingbird
import Synchronization

/// Counts requests by the class of their answer, and deliveries that were refused.
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
  let measurements: MeasurementKeeper

  func handle(
    _ request: Request, context: ServerContext,
    next: (Request, ServerContext) async throws -> Response
  ) async throws -> Response {
    let response = try await next(request, context)
    meter.count(response.status)
    if request.method == .post, [400, 401, 403, 413].contains(response.status.code),
      let channel = MeteringMiddleware.channel(request.uri.path)
    {
      measurements.refused(on: channel)
    }
    return response
  }

  private static func channel(_ path: String) -> String? {
    let parts = path.split(separator: "/")
    guard parts.count == 4, parts[0] == "v1", parts[1] == "channels", parts[3] == "deliveries"
    else { return nil }
    return PercentEncoding.decode(String(parts[2]))
  }
}
