import HTTPTypes
import Hummingbird
import LedgerEngine

/// Finds out who sent a request: by its token, else by the cookie of a session.
struct AuthenticationMiddleware: RouterMiddleware {
  let authenticator: Authenticator
  let sessions: Sessions

  /// Pages of other origins cannot send it, so what has it comes from ours.
  static let ownHeader = HTTPField.Name("X-OrderLedger")
  private static let siteHeader = HTTPField.Name("Sec-Fetch-Site")

  func handle(
    _ request: Request, context: ServerContext,
    next: (Request, ServerContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    try refuseOtherSites(request)
    if let credential = try Credential(request, issuer: await authenticator.issuerName) {
      let admission = try await authenticator.admission(by: credential.token)
      context.principal = try credential.admitted(await authenticator.principal(of: admission))
      context.principalNow = { try? await authenticator.principal(of: admission) }
    } else if let cookie = request.sessionCookie,
      let principal = await principal(ofCookie: cookie)
    {
      try refuseForeign(request)
      context.principal = principal
      context.principalNow = { await self.principal(ofCookie: cookie) }
    }
    return try await next(request, context)
  }

  /// Nil where the session has ended: then it is as if there were no cookie.
  private func principal(ofCookie cookie: String) async -> Principal? {
    guard let admission = sessions.admission(of: cookie) else { return nil }
    return try? await authenticator.principal(of: admission)
  }

  private func refuseForeign(_ request: Request) throws(Problem) {
    let isReading = request.method == .get || request.method == .head
    if !isReading, !isOwn(request) {
      throw Problem(
        .forbidden, "not_same_origin",
        "A request with a cookie that changes something needs the header `X-OrderLedger: 1`")
    }
  }

  /// What browsers say of themselves (https://www.w3.org/TR/fetch-metadata/): a proxy in front may add a
  /// credential to whatever a page of another site sends.
  private func refuseOtherSites(_ request: Request) throws(Problem) {
    guard request.method != .get, request.method != .head, request.method != .options,
      let name = AuthenticationMiddleware.siteHeader, let site = request.headers[name],
      site != "same-origin", site != "none"
    else { return }
    throw Problem(
      .forbidden, "not_same_origin", "A page of another origin may not change anything here")
  }

  private func isOwn(_ request: Request) -> Bool {
    guard let name = AuthenticationMiddleware.ownHeader, request.headers[name] != nil else {
      return false
    }
    guard let origin = request.headers[.origin] else { return true }
    return origin.split(separator: "/").last.map(String.init) == request.head.authority
  }
}
