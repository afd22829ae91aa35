import HTTPTypes
import Hummingbird

/// Notes the trace to which a request belongs, for what is logged of it
/// (https://www.w3.org/TR/trace-context/). The header itself is kept with the delivery, like all of its
/// headers.
struct TraceMiddleware: RouterMiddleware {
  func handle(
    _ request: Request, context: ServerContext,
    next: (Request, ServerContext) async throws -> Response
  ) async throws -> Response {
    guard let header = request.headers[TraceParent.name], let parent = TraceParent(header) else {
      return try await next(request, context)
    }
    var context = context
    context.traceID = String(parent.traceID)
    return try await next(request, context)
  }
}

/// The header `traceparent`.
struct TraceParent {
  /// 32 hexadecimal digits.
  let traceID: Substring

  static let name = HTTPField.Name.known("traceparent")

  /// Nil where it is none, or all of its identifiers are zero.
  init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count >= 4, parts[0].utf8.count == 2, parts[1].utf8.count == 32,
      parts[2].utf8.count == 16, parts[3].utf8.count == 2, parts[0] != "ff",
      // Later versions may have more parts.
      parts[0] != "00" || parts.count == 4,
      parts.prefix(4).allSatisfy({ $0.utf8.allSatisfy { TraceParent.isDigit($0) } }),
      parts[1].contains(where: { $0 != "0" }), parts[2].contains(where: { $0 != "0" })
    else { return nil }
    traceID = parts[1]
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
  }
}
