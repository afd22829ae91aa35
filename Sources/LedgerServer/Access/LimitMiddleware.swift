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
    if let wait = wait(request, context) {
      throw Problem(
        .tooManyRequests, "too_many_requests", "Ask again in \(wait) s", retryAfter: wait)
    }
    do {
      return try await next(request, context)
    } catch {
      // Guessing costs more than asking.
      if case .unauthorized = Problem(error).status {
        for _ in 0..<4 { _ = unknown.wait(context.sender) }
      }
      throw error
    }
  }

  private func wait(_ request: Request, _ context: ServerContext) -> Int? {
    let path = request.uri.path
    if path.hasPrefix("/health/") || path.hasSuffix("/deliveries")
      || path == "/v1/events" && request.method == .post
    {
      return nil
    }
    if request.headers[.authorization] == nil, request.sessionCookie == nil {
      return unknown.wait(context.sender)
    }
    let name = request.headers[.authorization] ?? request.sessionCookie ?? ""
    return known.wait("\(TokenFile.hash(of: name))")
  }
}

extension ServerContext {
  /// The address that it came from.
  var sender: String { address?.ipAddress ?? "" }
}
