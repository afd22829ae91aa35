import HTTPTypes
import Hummingbird
import LedgerEngine
import NIOCore
import Synchronization

/// Deliveries in any number, a line each (NDJSON), as `orderledger ingest` reads them.
struct BulkRoutes {
  let intake: Intake
  let refusals: RefusalLog
  private let streams = Streams()

  init(_ intake: Intake, _ refusals: RefusalLog) {
    self.intake = intake
    self.refusals = refusals
  }

  /// Streams that are being taken. Each holds some lines in memory.
  private final class Streams: Sendable {
    static let max = 8
    private let count = Mutex(0)

    func begin() throws(Problem) -> Place {
      let isBegun = count.withLock { count in
        guard count < Streams.max else { return false }
        count += 1
        return true
      }
      guard isBegun else { throw .busy }
      return Place(self)
    }

    fileprivate func end() { count.withLock { $0 -= 1 } }
  }

  /// One of them, for as long as somebody has it: an answer may never be asked for.
  private final class Place: Sendable {
    private let streams: Streams
    init(_ streams: Streams) { self.streams = streams }
    deinit { streams.end() }
  }

  func add(to router: Router<ServerContext>) {
    router.post("/v1/deliveries", use: load)
  }

  /// Answers with counts at the end, or with a line for each delivery as soon as it is on disk.
  @Sendable
  func load(_ request: Request, _ context: ServerContext) async throws -> Response {
    do {
      guard let principal = context.principal else { throw Problem.notAuthenticated }
      guard BulkRoutes.mayLoad(principal) else { throw Problem.notAllowed([.ingest]) }
      let query = try Query(request, allowing: ["channel", "receipts"])
      let channel = query["channel"].flatMap { $0 == "auto" ? nil : $0 }
      if let channel { _ = try intake.deliverer(principal, channel) }
      let writesReceipts = try query.flag("receipts")
      let place = try streams.begin()
      if writesReceipts { return lines(request, principal, channel, context, place) }
      return .json(
        .object(try await counts(request, principal, channel, Standing(of: context), place)))
    } catch {
      let problem = Problem(error)
      refusals.note(problem, on: "", context)
      throw problem
    }
  }

  private static func mayLoad(_ principal: Principal) -> Bool {
    !principal.roles.isDisjoint(with: [.ingest, .admin])
  }

  private func counts(
    _ request: Request, _ principal: Principal, _ channel: String?, _ standing: Standing, _: Place
  ) async throws -> [(String, JSONValue)] {
    var standing = standing
    var stream = BulkImport(intake, principal, channel: channel)
    do {
      var pieces = BodyPieces(request)
      while let piece = try await pieces.next() {
        _ = try await stream.add(piece)
        guard await standing.holds(BulkRoutes.mayLoad) else { throw Problem.notAuthenticated }
      }
      _ = try await stream.finish()
    } catch {
      var problem = Problem(error)
      if problem.members.isEmpty { problem.members = stream.tally.members }
      throw problem
    }
    return stream.tally.members
  }

  private func lines(
    _ request: Request, _ principal: Principal, _ channel: String?, _ context: ServerContext,
    _ place: Place
  ) -> Response {
    let body = ResponseBody { [self, place] writer in
      defer { withExtendedLifetime(place) {} }
      var stream = BulkImport(intake, principal, channel: channel)
      var standing = Standing(of: context)
      do {
        var pieces = BodyPieces(request)
        while let piece = try await pieces.next() {
          let lines = try await stream.add(piece)
          if !lines.isEmpty { try await writer.write(ByteBuffer(bytes: lines)) }
          guard await standing.holds(BulkRoutes.mayLoad) else { throw Problem.notAuthenticated }
        }
        try await writer.write(ByteBuffer(bytes: try await stream.finish()))
      } catch {
        // The answer has begun: its last line says how it ended.
        let problem = Problem(error)
        refusals.note(problem, on: "", context)
        try await writer.write(
          ByteBuffer(bytes: JSONValue.object([("problem", problem.json)]).utf8 + [0x0a]))
        try await writer.finish(nil)
        return
      }
      let counts = JSONValue.object([("counts", .object(stream.tally.members))])
      try await writer.write(ByteBuffer(bytes: counts.utf8 + [0x0a]))
      try await writer.finish(nil)
    }
    return Response(
      status: .ok, headers: [.contentType: "application/x-ndjson"], body: body)
  }
}
