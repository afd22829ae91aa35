import HTTPTypes
import Hummingbird
import LedgerEngine
import NIOCore

/// Holds back who asks too often: by token, and by address where there is none. Deliveries have limits of
/// their own, since a sender that is told to wait too often gives up for good.
struct LimitMiddleware: RouterMiddleware {
  let known: RateLimiter
  let unknown: RateLimiter

  func handle(
    _ request: Request, context: ServerContext,
    next: (Request, ServerContext) async throws -> Response
  ) async throws -> Response {
    let isLimited = LimitMiddleware.isLimited(request)
    if isLimited, let wait = wait(request, context) { throw Problem.tooMany(wait) }
    do {
      return try await next(request, context)
    } catch {
      // Guessing costs more than asking. Who is at it learns nothing more, and whose token counts is
      // not held back by others of the same address.
      let problem = Problem(error)
      guard problem.status == .unauthorized || problem.code == Problem.issuerUnreachable.code else {
        throw error
      }
      let waits = (0..<4).map { _ in unknown.wait(context.sender) }
      if isLimited, let wait = waits.last ?? nil { throw Problem.tooMany(wait) }
      throw error
    }
  }

  private static func isLimited(_ request: Request) -> Bool {
    let path = request.uri.path
    return !path.hasPrefix("/health/") && !path.hasSuffix("/deliveries")
      && !(path == "/v1/events" && request.method == .post)
  }

  private func wait(_ request: Request, _ context: ServerContext) -> Int? {
    if request.headers[.authorization] == nil, request.sessionCookie == nil {
      return unknown.wait(context.sender)
    }
    let name = request.headers[.authorization] ?? request.sessionCookie ?? ""
    return known.wait("\(TokenFile.hash(of: name))")
  }
}

extension Problem {
  fileprivate static func tooMany(_ wait: Int) -> Problem {
    Problem(.tooManyRequests, "too_many_requests", "Ask again in \(wait) s", retryAfter: wait)
  }
}

extension ServerContext {
  /// The address that it came from.
  var sender: String { address?.ipAddress ?? "" }
}
