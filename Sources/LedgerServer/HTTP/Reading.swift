import HTTPTypes
import Hummingbird
import LedgerEngine
import Synchronization

/// A request that reads: its parameters, and what must have been filed before it is answered.
struct Reading: Sendable {
  let query: Query
  /// The position that the reader wants to find in the answer.
  let atLeast: LogPosition?
  let ifNoneMatch: String?
  let path: String

  static let waitParameter = "at_least"

  init(
    _ request: Request, _ context: ServerContext, allowing names: Set<String> = [],
    for permission: Permission = .readOrders
  ) throws(Problem) {
    try context.require(permission)
    query = try Query(request, allowing: names.union([Reading.waitParameter]))
    atLeast = try query.position(Reading.waitParameter)
    ifNoneMatch = request.headers[.ifNoneMatch]
    path = request.uri.path
  }
}

extension LiveLedger {
  /// How long an answer waits for what is to be in it.
  private static let waitMax = Duration.seconds(5)
  private static let waitStep = Duration.milliseconds(20)

  /// Answers with what is filed, and says up to which position that is.
  ///
  /// - Parameter isTagged: whether it follows from what is filed alone, so that who has it need not get it
  ///   again.
  func answer(
    _ reading: Reading, isTagged: Bool = true,
    _ body: @escaping @Sendable (Ledger) throws -> Response
  ) async throws -> Response {
    try await waitAsAsked(reading)
    return try await read { ledger in
      let end = try ledger.shownEnd()
      var headers = LiveLedger.headers(ledger, end)
      if !isTagged { headers[.eTag] = nil }
      if let tag = headers[.eTag], EntityTag.isNamed(tag, in: reading.ifNoneMatch) {
        return Response(status: .notModified, headers: headers)
      }
      var response = try body(ledger)
      for field in headers where response.headers[field.name] == nil {
        response.headers[field.name] = field.value
      }
      return response
    }
  }

  /// Waits until what the reader wants to find in the answer is filed.
  func waitAsAsked(_ reading: Reading) async throws {
    guard let position = reading.atLeast else { return }
    let end = try await read { try $0.logEnd() }
    guard position < end else {
      throw Problem.badQuery(
        Reading.waitParameter, "\(position)", "a position of the log, which ends before \(end)")
    }
    try await wait(until: position.next, remedy: "try again, or read without `at_least`")
  }

  /// Waits until all that is in the log now is filed, so that readers see it.
  func waitUntilFiled() async throws {
    try await wait(until: try await read { try $0.logEnd() }, remedy: "try again")
  }

  private func wait(until end: LogPosition, remedy: String) async throws {
    let deadline = ContinuousClock.now + LiveLedger.waitMax
    while case let shown = try await read({ try $0.shownEnd() }), shown < end {
      guard ContinuousClock.now < deadline else {
        throw Problem(
          .serviceUnavailable, "not_filed_yet",
          "The log ends at \(end), and is filed up to \(shown); \(remedy)",
          retryAfter: 1)
      }
      isAwaited.store(true, ordering: .relaxed)
      try await Task.sleep(for: LiveLedger.waitStep)
    }
  }

  /// What an answer depends on besides its address: what is filed, the rules, and, since deadlines pass,
  /// the minute.
  private static func headers(_ ledger: Ledger, _ end: LogPosition) -> HTTPFields {
    let minute = ledger.surroundings.now().rawValue / 60_000_000
    let last = end.rawValue - min(1, end.rawValue)
    var headers: HTTPFields = [
      .eTag: #"W/"\#(last)-\#(ledger.rulebook.revision.short)-\#(minute)""#,
      .cacheControl: "private, no-cache", .vary: "Authorization, Cookie",
    ]
    headers.set(HTTPFields.ledgerPosition, "\(last)")
    return headers
  }
}
