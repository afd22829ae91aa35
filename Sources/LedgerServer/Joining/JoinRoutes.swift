import HTTPTypes
import Hummingbird
import LedgerEngine

/// What operators know of which messages are one order: recorded actions, as `join` and `separate` of the
/// command line.
struct JoinRoutes {
  let ledger: LiveLedger

  /// How many one action may tie.
  private static let references = 2...100

  func add(to router: Router<ServerContext>) {
    router.post("/v1/joins", use: join)
    router.post("/v1/separations", use: separate)
  }

  @Sendable
  func join(_ request: Request, _ context: ServerContext) async throws -> Response {
    let principal = try context.require(.operate)
    _ = try Query(request, allowing: [])
    let body = try await request.jsonBody(["references", "reason"])
    let reason = try request.reason(body)
    guard let references = try body.list("references"),
      JoinRoutes.references.contains(references.count)
    else {
      throw JSONBody.bad("references", "2 to 100 texts: orders, unlinked groups, `@POSITION`")
    }
    return try await ledger.write { writer in
      let joined = try writer.join(references, reason: reason, actor: principal.name)
      let found = try writer.order(joined.name, asOf: writer.now)
      return .json(joined.json(of: found, next: writer.nextPosition), status: .created)
    }
  }

  /// Answers when the history is grouped again.
  @Sendable
  func separate(_ request: Request, _ context: ServerContext) async throws -> Response {
    let principal = try context.require(.operate)
    _ = try Query(request, allowing: [])
    let body = try await request.jsonBody(["join", "reference", "reason"])
    let reason = try request.reason(body)
    let reference = try body.text("reference")
    let join = body.position("join")
    guard (join == nil) != (reference == nil), join != nil || !body.has("join") else {
      throw JSONBody.bad("join", "either `join`, the position of one, or `reference`")
    }
    return try await ledger.rebuild { writer in
      let separated: Reference
      if let join {
        try writer.separate(join: join, reason: reason, actor: principal.name)
        separated = Reference(space: .joins, value: join.description)
      } else {
        separated = try writer.identity(named: reference ?? "")
        try writer.separate(separated, reason: reason, actor: principal.name)
      }
      return .json(.separated(separated, next: writer.nextPosition), status: .created)
    }
  }
}
