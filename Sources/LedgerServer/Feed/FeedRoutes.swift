import HTTPTypes
import Hummingbird
import LedgerEngine
import NIOCore
import ServiceLifecycle

/// What is filed, as it is filed: Server-Sent Events in log order. An event's id says where to go on, so
/// that over reconnections and restarts none is missing and none comes twice. It ends when what let its
/// reader in counts no more.
struct FeedRoutes {
  let ledger: LiveLedger
  let watch: FiledWatch

  func add(to router: Router<ServerContext>) {
    router.get("/v1/feed", use: feed)
  }

  /// Events that are held for one reader.
  private static let pageMax = 100
  private static let scannedMax = 10_000
  private static let pause = Duration.milliseconds(100)
  private static let heartbeat = Duration.seconds(15)
  /// How long a browser waits before it asks again.
  private static let retryMilliseconds = 2_000

  @Sendable
  func feed(_ request: Request, _ context: ServerContext) async throws -> Response {
    let reading = try Reading(request, context, allowing: ["after", "channel", "order"])
    let begin = try cursor(reading, request)
    let order = reading.query["order"]
    let (filter, end) = try await ledger.read { ledger in
      let end = try ledger.shownEnd()
      let channel = try reading.query.name("channel", among: ledger.channels.map(\.name))
      // One that nobody knows is told now, and not in the midst of a stream.
      if let order { _ = try ledger.order(order, asOf: ledger.now) }
      return (EventFilter(channel: channel, order: order), end)
    }
    let cursor = begin ?? FeedCursor(behindAllOf: LogPosition(max(end.rawValue, 1) - 1))
    let headers: HTTPFields = [
      .contentType: "text/event-stream", .cacheControl: "no-store",
    ]
    return Response(
      status: .ok, headers: headers,
      body: ResponseBody { [self] writer in
        var writer = writer
        try await write(from: cursor, filter, Standing(of: context), to: &writer)
        try await writer.finish(nil)
      })
  }

  /// What a browser sends when it comes back goes before what its address says.
  private func cursor(_ reading: Reading, _ request: Request) throws -> FeedCursor? {
    let last = HTTPField.Name("Last-Event-ID").flatMap { request.headers[$0] }
    if let text = last, !text.isEmpty {
      guard let cursor = FeedCursor(text: text) else {
        throw Problem.badQuery("Last-Event-ID", text, "the id of an event of this feed")
      }
      return cursor
    }
    return try reading.query.position("after").map { FeedCursor(behindAllOf: $0) }
  }

  private func write(
    from begin: FeedCursor, _ filter: EventFilter, _ standing: Standing,
    to writer: inout any ResponseBodyWriter
  ) async throws {
    var cursor = begin
    var standing = standing
    try await FeedRoutes.send("retry: \(FeedRoutes.retryMilliseconds)\n\n", to: &writer)
    var last = ContinuousClock.now
    while !Task.isCancelled, !Task.isShuttingDownGracefully {
      guard await standing.holds({ $0.may(.readOrders) }) else { return }
      let from = cursor.position
      if try await watch.filedEnd() > from {
        let page = try await ledger.read { ledger in
          try ledger.events(
            from: from, filter, limit: FeedRoutes.pageMax, scannedMax: FeedRoutes.scannedMax)
        }
        let bytes = page.events.flatMap { event in
          FeedEvent.all(of: event, behind: cursor).flatMap(\.bytes)
        }
        if page.next > from {
          cursor = FeedCursor(behindAllOf: LogPosition(page.next.rawValue - 1))
        }
        guard bytes.isEmpty else {
          try await writer.write(ByteBuffer(bytes: bytes))
          last = .now
          continue
        }
        if page.next > from { continue }
      }
      if ContinuousClock.now - last >= FeedRoutes.heartbeat {
        // The id is taken over though there is no event: nothing that was passed over is looked at again.
        try await FeedRoutes.send(": alive\nid: \(cursor.text)\n\n", to: &writer)
        last = .now
      }
      try await Task.sleep(for: FeedRoutes.pause)
    }
  }

  private static func send(
    _ text: String, to writer: inout any ResponseBodyWriter
  ) async throws {
    try await writer.write(ByteBuffer(string: text))
  }
}
