import HTTPTypes
import Hummingbird
import LedgerEngine

/// Signing in and out at the page.
struct SessionRoutes {
  let authenticator: Authenticator
  let sessions: Sessions
  /// Whether the cookie goes over TLS alone.
  let isSecure: Bool

  /// Tokens of issuers that list many groups are long.
  private static let bodyBytesMax = 20_480

  func add(to router: Router<ServerContext>) {
    router.post("/v1/session", use: begin)
    router.get("/v1/session", use: show)
    router.delete("/v1/session", use: end)
  }

  @Sendable
  func begin(_ request: Request, _ context: ServerContext) async throws -> Response {
    let body = try await request.wholeBody(max: SessionRoutes.bodyBytesMax)
    guard let document = try? JSONDocument.parse(body),
      let token = document.text("token", of: document.root)
    else {
      throw Problem(.badRequest, "bad_body", #"Send {"token": "…"}"#)
    }
    let admission = try await authenticator.admission(by: token)
    let principal = try await authenticator.principal(of: admission)
    let (cookie, seconds) = sessions.begin(admission)
    // What the leeway of clocks lets through is no beginning.
    guard seconds > 0 else { throw Problem.refusedToken("has expired") }
    var response = Response.json(principal.json)
    response.headers[.setCookie] = self.cookie(cookie, seconds: seconds)
    return response
  }

  @Sendable
  func show(_ request: Request, _ context: ServerContext) async throws -> Response {
    guard let principal = context.principal else { throw Problem.notAuthenticated }
    return .json(principal.json)
  }

  @Sendable
  func end(_ request: Request, _ context: ServerContext) async throws -> Response {
    if let text = request.sessionCookie { sessions.end(text) }
    return Response(status: .noContent, headers: [.setCookie: cookie("", seconds: 0)])
  }

  private func cookie(_ text: String, seconds: Int) -> String {
    "\(Sessions.cookie)=\(text); Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Strict"
      + (isSecure ? "; Secure" : "")
  }
}

extension Principal {
  var json: JSONValue {
    .object([
      ("name", .string(name)), ("roles", .strings(roles.map(\.rawValue).sorted())),
      ("channels", channels.map { .strings($0.sorted()) } ?? .null),
    ])
  }
}

extension Request {
  /// What the session's cookie holds; nil where there is none, or more than one.
  var sessionCookie: String? {
    let found = headers[values: .cookie].flatMap { $0.split(separator: ";") }.map {
      $0.drop { $0 == " " }
    }.filter { $0.hasPrefix(Sessions.cookie + "=") }
    guard found.count == 1 else { return nil }
    return String(found[0].dropFirst(Sessions.cookie.count + 1))
  }
}
