import HTTPTypes
import Hummingbird
import LedgerEngine

/// The rules in force, how they came into force, and what of the world they do not know.
struct RulebookRoutes {
  let ledger: LiveLedger

  func add(to router: Router<ServerContext>) {
    router.get("/v1/rulebook", use: overview)
    router.get("/v1/rulebook/history", use: history)
    router.get("/v1/rulebook/coverage", use: coverage)
    router.get("/v1/rulebook/files", use: files)
    router.post("/v1/quarantine/retry", use: retry)
  }

  private static let coverageMax = 10_000
  /// More than these are read by the command line, which does not let a browser wait.
  private static let retriedMax = 20_000

  @Sendable
  func overview(_ request: Request, _ context: ServerContext) async throws -> Response {
    let reading = try Reading(request, context)
    return try await ledger.answer(reading) { .json($0.rulebook.overviewJSON) }
  }

  @Sendable
  func history(_ request: Request, _ context: ServerContext) async throws -> Response {
    let reading = try Reading(request, context)
    return try await ledger.answer(reading) { ledger in
      let form = RulebookHistoryForm(try ledger.rulebookActions())
      return .json(.object([("history", .array(form.json))]))
    }
  }

  @Sendable
  func coverage(_ request: Request, _ context: ServerContext) async throws -> Response {
    let reading = try Reading(request, context)
    return try await ledger.answer(reading) { ledger in
      let values = try ledger.coverage()
      return .json(
        .object([
          ("rulebook", .rulebook(ledger.rulebook)), ("total", .int(values.count)),
          ("unknown", .int(values.count { !$0.unknownFor.isEmpty })),
          ("values", .array(values.prefix(RulebookRoutes.coverageMax).map(\.json))),
        ]))
    }
  }

  @Sendable
  func files(_ request: Request, _ context: ServerContext) async throws -> Response {
    let reading = try Reading(request, context, for: .replay)
    return try await ledger.answer(reading) { .json($0.rulebook.filesJSON) }
  }

  /// What the rulebook in force would release, or one that is sent: it changes nothing, and reads bodies.
  @Sendable
  func retry(_ request: Request, _ context: ServerContext) async throws -> Response {
    try context.require(.operate)
    _ = try Query(request, allowing: [])
    let sent =
      request.hasNoBody ? nil : try await ReplayOrder(request, allowing: ReplayOrder.rules)
    return try await ledger.read { ledger in
      let count = try ledger.totals().items[.quarantined] ?? 0
      guard count <= RulebookRoutes.retriedMax else {
        throw Problem(
          .unprocessableContent, "too_many_quarantined",
          "\(count) items are in quarantine: use `orderledger quarantine retry`")
      }
      let rulebook = try sent?.source(ledger).rulebook ?? ledger.rulebook
      return .json(
        QuarantineTrial.json(try ledger.tryQuarantine(under: rulebook), under: rulebook))
    }
  }
}
