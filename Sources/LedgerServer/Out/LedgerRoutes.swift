import Hummingbird
import LedgerEngine

/// The ledger itself, and its channels.
struct LedgerRoutes {
  let ledger: LiveLedger
  let secrets: ChannelSecrets

  func add(to router: Router<ServerContext>) {
    router.get("/v1/ledger", use: overview)
    router.get("/v1/channels", use: channels)
  }

  @Sendable
  func overview(_ request: Request, _ context: ServerContext) async throws -> Response {
    let reading = try Reading(request, context)
    return try await ledger.answer(reading) { ledger in
      let totals = try ledger.totals()
      return .json(
        .object([
          ("ledger", .string(ledger.id)), ("engine", .string(Ledger.engineVersion)),
          ("rulebook", .rulebook(ledger.rulebook)),
          ("next_position", .position(try ledger.shownEnd())),
          ("head", .position(try ledger.logEnd())), ("encrypted", .bool(ledger.isEncrypted)),
          ("orders", .int(totals.orders)), ("unlinked_groups", .int(totals.unlinkedGroups)),
          ("items", totals.itemsJSON), ("channels", .int(ledger.channels.count)),
          ("signatures", .int(ledger.signatures().count)),
          ("digest", .string("\(totals.digest)")), ("now", .time(ledger.surroundings.now())),
        ]))
    }
  }

  @Sendable
  func channels(_ request: Request, _ context: ServerContext) async throws -> Response {
    let reading = try Reading(request, context, allowing: ["as_of"])
    return try await ledger.answer(reading) { [secrets] ledger in
      let asOf = try reading.query.asOf(ledger)
      let channels = try ledger.channelReports(asOf: asOf).map { report in
        let (usable, unusable) = try secrets.count(for: report, under: ledger.rulebook)
        return report.json(secrets: usable, unusable: unusable)
      }
      return .json(.object([("as_of", .asOf(asOf)), ("channels", .array(channels))]))
    }
  }
}
