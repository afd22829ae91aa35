import Hummingbird
import LedgerEngine

/// Orders: lists, one order, its trace.
struct OrderRoutes {
  let ledger: LiveLedger

  func add(to router: Router<ServerContext>) {
    router.get("/v1/orders", use: list)
    router.get("/v1/orders/{order}", use: order)
    router.get("/v1/orders/{order}/trace", use: trace)
  }

  @Sendable
  func list(_ request: Request, _ context: ServerContext) async throws -> Response {
    let reading = try Reading(
      request, context, allowing: ListQuery.names.union(["q", "tests"]))
    return try await ledger.answer(reading) { ledger in
      let query = reading.query
      let asOf = try query.asOf(ledger)
      var filter = try ListQuery.filter(query, ledger)
      filter.includesTests = try query.flag("tests")
      let page =
        if let text = query["q"] {
          try ledger.orders(named: text, filter, asOf: asOf)
        } else {
          try ledger.orders(filter, asOf: asOf)
        }
      return .json(page.json(named: "orders", asOf: asOf))
    }
  }

  @Sendable
  func order(_ request: Request, _ context: ServerContext) async throws -> Response {
    let reading = try Reading(request, context, allowing: ["as_of"])
    let name = try context.name("order")
    return try await ledger.answer(reading) { ledger in
      .json(try ledger.order(name, asOf: try reading.query.asOf(ledger)).json)
    }
  }

  @Sendable
  func trace(_ request: Request, _ context: ServerContext) async throws -> Response {
    let reading = try Reading(request, context, allowing: ["as_of"])
    let name = try context.name("order")
    return try await ledger.answer(reading) { ledger in
      let asOf = try reading.query.asOf(ledger)
      return .json(try ledger.trace(name, asOf: asOf).json(asOf: asOf))
    }
  }
}
