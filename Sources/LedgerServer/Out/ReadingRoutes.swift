import Hummingbird
import LedgerEngine

/// Who was shown the original bytes of an order.
struct ReadingRoutes {
  let ledger: LiveLedger

  func add(to router: Router<ServerContext>) {
    router.get("/v1/orders/{order}/readings", use: list)
  }

  @Sendable
  func list(_ request: Request, _ context: ServerContext) async throws -> Response {
    let reading = try Reading(request, context, for: .readBodies)
    let name = try context.name("order")
    return try await ledger.answer(reading) { ledger in
      let trace = try ledger.trace(name, asOf: ledger.now)
      let found = try ledger.readings(of: Set(trace.events.map(\.item.position)))
      return .json(.object([("readings", .array(found.map(\.json)))]))
    }
  }
}
