import HTTPTypes
import Hummingbird
import LedgerEngine

/// What was signed of the log, and with which keys. Whoever may read at all may have it: it is there to be
/// given away, and says nothing of any order.
///
/// It stands in the log and in files beside it, so readers of what is filed tell all of it.
struct CheckpointRoutes {
  let ledger: LiveLedger
  let desk: ProofDesk

  func add(to router: Router<ServerContext>) {
    router.get("/v1/checkpoint", use: checkpoint)
    router.post("/v1/checkpoint", use: sign)
    router.get("/v1/checkpoints", use: list)
    router.get("/v1/keys", use: keys)
  }

  /// The note itself, byte for byte.
  @Sendable
  func checkpoint(_ request: Request, _ context: ServerContext) async throws -> Response {
    try context.require(.readOrders)
    let size = try Query(request, allowing: ["size"]).checkpointSize("size")
    return try await ledger.read { ledger in
      guard !ledger.checkpointSizes().isEmpty else {
        throw Problem(
          .notFound, "no_checkpoint",
          "No checkpoint was signed yet; `POST /v1/checkpoint` signs one")
      }
      let signed =
        if let size { try ledger.checkpoint(of: size) } else { try ledger.lastCheckpoint() }
      return .text(String(decoding: signed.note.bytes, as: UTF8.self))
    }
  }

  @Sendable
  func sign(_ request: Request, _ context: ServerContext) async throws -> Response {
    let principal = try context.require(.operate)
    _ = try Query(request, allowing: [])
    let isAnew = try await request.jsonBodyIfAny(["anew"])?.flag("anew") ?? false
    return .json(try await desk.sign(anew: isAnew, by: principal.name).json)
  }

  @Sendable
  func list(_ request: Request, _ context: ServerContext) async throws -> Response {
    try context.require(.readOrders)
    let query = try Query(request, allowing: ["after", "limit"])
    let after = try query.checkpointSize("after") ?? 0
    let limit = try ListQuery.limit(query)
    return try await ledger.read { .json(try $0.checkpoints(after: after, limit: limit).json) }
  }

  @Sendable
  func keys(_ request: Request, _ context: ServerContext) async throws -> Response {
    try context.require(.readOrders)
    _ = try Query(request, allowing: [])
    return try await ledger.read { .json(.object([("keys", .keys(try $0.signingKeys()))])) }
  }
}

extension Query {
  /// How many entries a checkpoint covers.
  func checkpointSize(_ name: String) throws(Problem) -> UInt64? {
    guard let text = self[name] else { return nil }
    guard let size = UInt64(text), size > 0, size <= Entry.positionMax else {
      throw .badQuery(name, text, "a number of entries")
    }
    return size
  }
}
