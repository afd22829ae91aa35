import HTTPTypes
import Hummingbird
import LedgerEngine

/// Single entries of the log: what came, and its original bytes for those who may see them.
struct EventRoutes {
  let ledger: LiveLedger
  let readings: BodyReadings

  func add(to router: Router<ServerContext>) {
    router.get("/v1/events/{position}", use: event)
    router.get("/v1/events/{position}/body", use: body)
    router.get("/v1/events/{position}/headers", use: headers)
  }

  @Sendable
  func event(_ request: Request, _ context: ServerContext) async throws -> Response {
    let reading = try Reading(request, context)
    let position = try context.position()
    return try await ledger.answer(reading) { ledger in
      .json(try ledger.event(at: position).json)
    }
  }

  /// Never in a form that a browser would show as a page of ours.
  @Sendable
  func body(_ request: Request, _ context: ServerContext) async throws -> Response {
    try await shown(request, context) { position, delivery in
      let type = delivery.headers.first { $0.name.lowercased() == "content-type" }?.value
      var headers: HTTPFields = [
        .contentType: "application/octet-stream",
        .contentDisposition: "attachment; filename=\"event-\(position)\"",
        .xContentTypeOptions: "nosniff",
      ]
      if let type { headers.set(HTTPFields.originalContentType, type) }
      return Response(status: .ok, headers: headers, body: .bytes(delivery.body))
    }
  }

  @Sendable
  func headers(_ request: Request, _ context: ServerContext) async throws -> Response {
    try await shown(request, context) { position, delivery in
      .json(
        .object([
          ("position", .position(position)),
          (
            "headers",
            .array(
              delivery.headers.map { name, value in
                .object([("name", .string(name)), ("value", .string(value))])
              })
          ),
        ]))
    }
  }

  private typealias Delivery = (headers: [(name: String, value: String)], body: [UInt8])

  /// What came, to who may see it; that they have is recorded first.
  private func shown(
    _ request: Request, _ context: ServerContext,
    _ body: @escaping @Sendable (LogPosition, Delivery) -> Response
  ) async throws -> Response {
    let reading = try Reading(request, context, for: .readBodies)
    let position = try context.position()
    try await readings.note([position], by: context.require(.readBodies))
    return try await ledger.answer(reading) { ledger in
      body(position, try EventRoutes.delivery(at: position, ledger))
    }
  }

  private static func delivery(at position: LogPosition, _ ledger: Ledger) throws -> Delivery {
    let event = try ledger.event(at: position)
    if event.isErased {
      throw Problem(
        .gone, "erased", "The body of position \(position) was erased, at the subject's request")
    }
    guard event.controlName == nil, let delivery = try ledger.delivery(at: position) else {
      let what =
        event.entry.kind.original.map { "it repeats position \($0)" } ?? "it is no delivery"
      throw Problem(.notFound, "no_body", "Position \(position) has no body of its own: \(what)")
    }
    return delivery
  }
}
