import HTTPTypes
import Hummingbird

/// Headers of every answer: nothing is guessed, kept by others, or told to third parties.
struct HeaderMiddleware: RouterMiddleware {
  /// Whether it is served over TLS.
  let isSecure: Bool

  private static let fields: [(HTTPField.Name, String)] = [
    (.xContentTypeOptions, "nosniff"), (.known("Referrer-Policy"), "no-referrer"),
    (.known("X-Frame-Options"), "DENY"),
    (.known("Cross-Origin-Resource-Policy"), "same-origin"),
  ]

  func handle(
    _ request: Request, context: ServerContext,
    next: (Request, ServerContext) async throws -> Response
  ) async throws -> Response {
    var response = try await next(request, context)
    for (name, value) in HeaderMiddleware.fields {
      if response.headers[name] == nil { response.headers[name] = value }
    }
    if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    if isSecure { response.headers[.strictTransportSecurity] = "max-age=31536000" }
    return response
  }
}
