import Hummingbird
import LedgerEngine

/// What waits for something: held claims, messages of no order, what could not be understood.
struct WaitingRoutes {
  let ledger: LiveLedger

  func add(to router: Router<ServerContext>) {
    router.get("/v1/held") { try await groups($0, $1, .held, named: "held") }
    router.get("/v1/unlinked") { try await groups($0, $1, .unlinked, named: "unlinked") }
    router.get("/v1/quarantine", use: quarantine)
  }

  private func groups(
    _ request: Request, _ context: ServerContext, _ wanted: OrderRow.Flags, named name: String
  ) async throws -> Response {
    let reading = try Reading(request, context, allowing: ListQuery.names)
    return try await ledger.answer(reading) { ledger in
      let asOf = try reading.query.asOf(ledger)
      let filter = try ListQuery.filter(reading.query, ledger)
      return .json(try ledger.groups(wanted, filter, asOf: asOf).json(named: name, asOf: asOf))
    }
  }

  @Sendable
  func quarantine(_ request: Request, _ context: ServerContext) async throws -> Response {
    let reading = try Reading(
      request, context,
      allowing: ["channel", "facet", "older_than", "as_of", "limit", "after"])
    return try await ledger.answer(reading) { ledger in
      let query = reading.query
      let asOf = try query.asOf(ledger)
      let channel = try query.name("channel", among: ledger.channels.map(\.name))
      let facet = try query.name("facet", among: ledger.rulebook.facets.map(\.name))
      let age = try query.interval("older_than")
      let page = try ledger.quarantine(
        after: try query["after"].map { try QuarantinePage.Cursor(text: $0) },
        limit: try ListQuery.limit(query), scannedMax: ListQuery.scannedMax, asOf: asOf
      ) { entry in
        (channel == nil || entry.channel == channel) && (facet == nil || entry.facet == facet)
          && age.map { asOf.time - entry.received >= $0 } ?? true
      }
      return .json(
        .object([
          ("as_of", .asOf(asOf)), ("total", .int(try ledger.totals().items[.quarantined] ?? 0)),
          ("quarantined", .array(page.entries.map(\.json))),
          ("next", .optional(page.next?.text)),
        ]))
    }
  }
}

extension QuarantinePage.Cursor {
  /// `g17` behind a group, `i` and `i17.2` among what is in no group.
  var text: String {
    switch self {
    case .group(let root): "g\(root.rawValue)"
    case .item(nil): "i"
    case .item(let item?): "i\(item.position).\(item.index)"
    }
  }

  init(text: String) throws(Problem) {
    let rest = text.dropFirst()
    switch text.first {
    case "g":
      if let root = UInt64(rest), root < .max {
        self = .group(ThreadID(rawValue: root))
        return
      }
    case "i" where rest.isEmpty:
      self = .item(nil)
      return
    case "i":
      if let item = ItemID(text: rest) {
        self = .item(item)
        return
      }
    default: break
    }
    throw .badQuery("after", text, "the `next` of a page before")
  }
}

extension ItemID {
  /// Reads `POSITION.ITEM`, or `POSITION` for its first item.
  init?(text: some StringProtocol) {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let position = UInt64(first), position <= Entry.positionMax,
      let index = parts.count == 1 ? 0 : UInt16(parts[1])
    else { return nil }
    self.init(position: LogPosition(position), index: index)
  }
}
