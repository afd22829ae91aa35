import Foundation
import HTTPTypes
import Hummingbird

/// The page: `/` and what it is made of. It needs no token; all that it shows it asks the API for.
struct PageRoutes {
  private static let index = "index.html"
  /// All files there are. What is not named here is not served, whatever the path says.
  private static let assets = [
    "api.js", "app.js", "badges.js", "charts.js", "dom.js", "event.js", "events.js", "feed.js",
    "filters.js", "format.js", "icon.svg", "joining.js", "matrix.js", "mismatches.js", "names.js",
    "now.js", "order.js", "orders.js", "panel.js", "picture-layout.js", "picture.js", "proof.js",
    "quarantine.js", "replay-report.js", "replay.js", "rulebook.js", "session.js", "style.css",
    "timescale.js",
  ]

  private let files: [String: PageFile]

  init() throws {
    let directory = Bundle.module.bundlePath + "/page"
    var files: [String: PageFile] = [:]
    for name in PageRoutes.assets + [PageRoutes.index] {
      files[name] = try PageFile(name, in: directory)
    }
    self.files = files
  }

  func add(to router: Router<ServerContext>) {
    router.get("/", use: index)
    router.head("/", use: index)
    router.get("/assets/{file}") { request, context in
      try answer(request, try context.parameters.require("file"))
    }
    router.head("/assets/{file}") { request, context in
      try answer(request, try context.parameters.require("file"))
    }
  }

  /// Tells the page where a proxy in front has said who one is, for then there is nothing to sign in with.
  @Sendable
  private func index(_ request: Request, _ context: ServerContext) throws -> Response {
    var response = try answer(request, PageRoutes.index)
    if context.principal != nil, request.headers[.authorization] != nil {
      response.headers[.setCookie] =
        "orderledger_known=1; Path=/; Max-Age=\(Sessions.seconds); SameSite=Strict"
    }
    return response
  }

  private func answer(_ request: Request, _ name: String) throws -> Response {
    guard let file = files[name] else { throw Problem.notFound }
    var headers = PageRoutes.securityHeaders
    headers[.eTag] = file.etag
    // Asked for again each time, and mostly not sent: so a new version of the server shows at once.
    headers[.cacheControl] = "no-cache"
    if EntityTag.isNamed(file.etag, in: request.headers[.ifNoneMatch]) {
      return Response(status: .notModified, headers: headers)
    }
    headers[.contentType] = file.contentType
    return Response(status: .ok, headers: headers, body: .bytes(file.bytes))
  }

  private static let securityHeaders: HTTPFields = [
    .contentSecurityPolicy: """
    default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'
    """,
    .xContentTypeOptions: "nosniff",
    HTTPField.Name.known("Referrer-Policy"): "no-referrer",
    HTTPField.Name.known("X-Frame-Options"): "DENY",
    HTTPField.Name.known("Cross-Origin-Opener-Policy"): "same-origin",
    HTTPField.Name.known("Cross-Origin-Resource-Policy"): "same-origin",
    HTTPField.Name.known("Permissions-Policy"): "camera=(), geolocation=(), microphone=()",
  ]
}
