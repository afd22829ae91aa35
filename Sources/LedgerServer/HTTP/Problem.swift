import HTTPTypes
import Hummingbird
import LedgerEngine

/// Why a request was not served, as problem details (RFC 9457). `type` is stable, for programs.
struct Problem: Error, HTTPResponseError {
  var status: HTTPResponse.Status
  /// The last part of `type`.
  var code: String
  /// A sentence that says what, where and what to do.
  var detail: String
  /// Seconds after which it may be tried again.
  var retryAfter: Int?
  /// Further members.
  var members: [(String, JSONValue)] = []

  static let typePrefix = "https://orderledger.dev/problems/"

  init(
    _ status: HTTPResponse.Status, _ code: String, _ detail: String, retryAfter: Int? = nil,
    members: [(String, JSONValue)] = []
  ) {
    self.status = status
    self.code = code
    self.detail = detail
    self.retryAfter = retryAfter
    self.members = members
  }

  var json: JSONValue {
    .object(
      [
        ("type", .string(Problem.typePrefix + code)),
        ("title", .string(status.reasonPhrase)), ("status", .int(status.code)),
        ("detail", .string(detail)),
      ] + members)
  }

  func response(from request: Request, context: some RequestContext) -> Response { response() }

  func response() -> Response {
    var headers: HTTPFields = [.contentType: "application/problem+json"]
    if let retryAfter { headers[.retryAfter] = "\(retryAfter)" }
    if status == .unauthorized { headers[.wwwAuthenticate] = #"Bearer realm="orderledger""# }
    return Response(status: status, headers: headers, body: .json(json))
  }
}

extension Problem {
  static func badQuery(_ name: String, _ value: String, _ expected: String) -> Problem {
    Problem(.badRequest, "bad_parameter", "`\(name)` is `\(value.prefix(200))`: give \(expected)")
  }

  static let notFound = Problem(
    .notFound, "no_such_resource", "There is nothing at this path; see /openapi.json")

  static let notAuthenticated = Problem(
    .unauthorized, "not_authenticated",
    "Give a token: `Authorization: Bearer …`; `orderledger token create` makes one")

  static func notAllowed(_ roles: [TokenRole]) -> Problem {
    let names = roles.map(\.rawValue)
    return Problem(
      .forbidden, "not_allowed",
      "This needs a token with one of the roles \(names.joined(separator: ", "))",
      members: [("roles", .array(names.map { .string($0) }))])
  }
}
