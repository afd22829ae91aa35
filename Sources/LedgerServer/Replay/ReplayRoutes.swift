import HTTPTypes
import Hummingbird
import LedgerEngine

/// What revised rules would change, and putting them into force.
struct ReplayRoutes {
  let ledger: LiveLedger
  let jobs: ReplayJobs

  func add(to router: Router<ServerContext>) {
    router.post("/v1/replays", use: start)
    router.get("/v1/replays", use: list)
    router.get("/v1/replays/{id}", use: show)
    router.delete("/v1/replays/{id}", use: remove)
    router.get("/v1/replays/{id}/{report}", use: report)
    router.post("/v1/replays/{id}/promotion", use: promote)
    router.post("/v1/rulebook/rollback", use: rollBack)
  }

  @Sendable
  func start(_ request: Request, _ context: ServerContext) async throws -> Response {
    let principal = try context.require(.replay)
    _ = try Query(request, allowing: [])
    let order = try await ReplayOrder(request)
    let job = try await ledger.write { [jobs] _ in try jobs.start(order, by: principal.name) }
    return accepted(job)
  }

  private func accepted(_ job: ReplayJob) -> Response {
    var response = Response.json(job.json, status: .accepted)
    response.headers[.location] = job.path
    return response
  }

  @Sendable
  func list(_ request: Request, _ context: ServerContext) async throws -> Response {
    try context.require(.replay)
    _ = try Query(request, allowing: [])
    return .json(.object([("replays", .array(jobs.all.map(\.json)))]))
  }

  @Sendable
  func show(_ request: Request, _ context: ServerContext) async throws -> Response {
    try context.require(.replay)
    _ = try Query(request, allowing: [])
    return .json(try jobs.job(try context.name("id")).json)
  }

  @Sendable
  func remove(_ request: Request, _ context: ServerContext) async throws -> Response {
    try context.require(.replay)
    _ = try Query(request, allowing: [])
    try jobs.remove(try context.name("id"))
    return Response(status: .noContent)
  }

  @Sendable
  func report(_ request: Request, _ context: ServerContext) async throws -> Response {
    try context.require(.replay)
    _ = try Query(request, allowing: [])
    let job = try jobs.job(try context.name("id"))
    let names = ReportForm.allCases.map(\.fileName).joined(separator: ", ")
    guard let form = ReportForm.named(try context.name("report")) else {
      throw Problem(.notFound, "no_such_form", "There is no such form of a report; known: \(names)")
    }
    guard let made = job.report else {
      throw Problem(
        .conflict, "not_done", "The replay has not ended yet, or has failed", retryAfter: 1)
    }
    return try await ledger.read { _ in form.response(made) }
  }

  @Sendable
  func promote(_ request: Request, _ context: ServerContext) async throws -> Response {
    let principal = try context.require(.operate)
    _ = try Query(request, allowing: [])
    let id = try context.name("id")
    let body = try await request.jsonBody(["reason", "override"])
    let reason = try request.reason(body)
    return accepted(
      try jobs.promote(
        id, reason: reason, override: try body.text("override"), by: principal.name))
  }

  @Sendable
  func rollBack(_ request: Request, _ context: ServerContext) async throws -> Response {
    let principal = try context.require(.operate)
    _ = try Query(request, allowing: [])
    let reason = try request.reason(try await request.jsonBody(["reason"]))
    return try await ledger.rebuild { writer in
      let former = writer.rulebook
      try writer.rollBack(reason: reason, actor: principal.name)
      return .json(
        .object(
          JSONValue.switchMembers(
            from: former, to: writer.rulebook, next: writer.nextPosition)))
    }
  }
}
