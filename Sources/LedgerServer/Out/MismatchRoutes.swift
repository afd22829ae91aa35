import Hummingbird
import LedgerEngine

/// Where systems disagree.
struct MismatchRoutes {
  let ledger: LiveLedger
  let summaries: SummaryKeeper

  func add(to router: Router<ServerContext>) {
    router.get("/v1/mismatches", use: list)
    router.get("/v1/mismatches/summary", use: summary)
  }

  /// Groups are sought among so many that are open, of so many orders.
  private static let structuralMax = 5_000
  private static let structuralRowsMax = 20_000

  @Sendable
  func list(_ request: Request, _ context: ServerContext) async throws -> Response {
    let reading = try Reading(
      request, context, allowing: ListQuery.names.union(["status", "closed", "slas"]))
    return try await ledger.answer(reading) { ledger in
      let query = reading.query
      let asOf = try query.asOf(ledger)
      var filter = try ListQuery.filter(query, ledger)
      filter.includesClosed = try query.flag("closed")
      filter.includesSLAs = try query.flag("slas")
      filter.statuses = try MismatchRoutes.statuses(query, closed: filter.includesClosed)
      let page = try ledger.disagreements(filter, asOf: asOf)
      return .json(
        .object([
          ("as_of", .asOf(asOf)), ("mismatches", .array(page.elements.map(\.json))),
          ("structural", try MismatchRoutes.structural(filter, page, ledger, asOf)),
          ("next", .optional(page.cursor)),
        ]))
    }
  }

  /// Several stand with commas between them.
  private static func statuses(_ query: Query, closed: Bool) throws(Problem) -> Set<String>? {
    let known = DisagreementStatus.allCases.map(\.name)
    var chosen: Set<String> = []
    for part in query["status"]?.split(separator: ",") ?? [] {
      guard known.contains(String(part)) else {
        throw .unknownName("status", String(part), known)
      }
      chosen.insert(String(part))
    }
    if query["status"] != nil, chosen.isEmpty {
      throw .badQuery("status", "", known.joined(separator: ", "))
    }
    if chosen.isEmpty, !closed { return nil }
    if chosen.isEmpty { chosen = Set(known).subtracting([DisagreementStatus.inFlight.name]) }
    if closed { chosen.insert("closed") }
    return chosen
  }

  /// On the first page only: groups are those of the whole list, not of one page.
  private static func structural(
    _ filter: ListFilter, _ page: Page<DisagreementReport>, _ ledger: Ledger, _ asOf: AsOf
  ) throws -> JSONValue {
    guard filter.after == nil else { return .null }
    var found = page.elements
    if page.next != nil {
      var wide = filter
      wide.limit = structuralMax
      wide.scannedMax = structuralRowsMax
      wide.includesClosed = false
      found = try ledger.disagreements(wide, asOf: asOf).elements
    }
    let open = found.filter { $0.status != "closed" && $0.status != "in_flight" }
    return .array(Ledger.structural(open).map(\.json))
  }

  @Sendable
  func summary(_ request: Request, _ context: ServerContext) async throws -> Response {
    let reading = try Reading(request, context, allowing: ["as_of"])
    let summary: MismatchSummary
    try await ledger.waitAsAsked(reading)
    if reading.query["as_of"] == nil {
      summary = try await summaries.current(atLeast: reading.atLeast)
    } else {
      let asOf = try await ledger.read { try reading.query.asOf($0) }
      summary = try await summaries.make(asOf: asOf)
    }
    return try await ledger.answer(reading, isTagged: false) { ledger in
      .json(summary.json(orders: try ledger.totals().orders))
    }
  }
}
