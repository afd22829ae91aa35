import Hummingbird
import LedgerEngine

/// How channels and disagreements have fared in the last hours and days.
struct MeasurementRoutes {
  let ledger: LiveLedger
  let summaries: SummaryKeeper
  let measurements: MeasurementKeeper

  func add(to router: Router<ServerContext>) {
    router.get("/v1/measurements", use: series)
  }

  /// The latest orders, by which it is judged how they get to the ERP.
  private static let postingEntriesMax = 100_000
  private static let postingOrdersMax = 2_000

  @Sendable
  func series(_ request: Request, _ context: ServerContext) async throws -> Response {
    let reading = try Reading(request, context, allowing: ["window"])
    let known = MeasurementWindow.allCases.map(\.rawValue)
    let name = try reading.query.name("window", among: known)
    let window = name.flatMap { MeasurementWindow(rawValue: $0) } ?? .hour
    let summary = try await summaries.current()
    return try await ledger.answer(reading, isTagged: false) { [measurements] ledger in
      let series = measurements.series(window, at: ledger.surroundings.now())
      let postings = try ledger.postings(
        within: .days(1), entriesMax: MeasurementRoutes.postingEntriesMax,
        ordersMax: MeasurementRoutes.postingOrdersMax)
      return .json(
        .object(
          series.members + [
            ("measured_through", .position(measurements.next)),
            ("ages", summary.isComplete ? summary.agesJSON : .null),
            ("postings", postings.json),
          ]))
    }
  }
}
