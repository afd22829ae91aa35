import Crypto
import HTTPTypes
import Hummingbird
import LedgerEngine

/// CloudEvents, one or many in a request, on the channel `cloudevents` or another of that kind.
struct CloudEventRoutes {
  let intake: Intake
  let refusals: RefusalLog
  private let keys = KeyMemory()

  /// Of one batch.
  static let eventsMax = 1_000

  init(_ intake: Intake, _ refusals: RefusalLog) {
    self.intake = intake
    self.refusals = refusals
  }

  func add(to router: Router<ServerContext>) {
    router.post("/v1/events", use: take)
    router.on("/v1/events", method: .options, use: Handshake.webHookConsent)
  }

  @Sendable
  func take(_ request: Request, _ context: ServerContext) async throws -> Response {
    let channel = request.uri.queryParameters["channel"].map { String($0) } ?? "cloudevents"
    do {
      _ = try Query(request, allowing: ["channel", "token"])
      let mode = try CloudEvent.Mode(request)
      let principal = try intake.deliverer(context.principal, channel)
      var pass = intake.gate.pass()
      let body = try await request.wholeBody(max: Preparation.bodyBytesMax, &pass)
      try pass.holdDelivery()
      let incoming = Incoming(request, body, context, principal)
      let key = IdempotencyKey(request)
      if let key { try keys.check(key, of: principal?.name ?? "channel:\(channel)", body) }
      return switch mode {
      case .batched:
        try await batch(incoming, channel, principal, isKeyed: key != nil)
      case .structured, .binary:
        try await single(incoming, request, mode, channel, principal, isKeyed: key != nil)
      }
    } catch {
      let problem = Problem(error)
      refusals.note(problem, on: intake.isKnown(channel) ? channel : "", context)
      throw problem
    }
  }

  private func single(
    _ incoming: Incoming, _ request: Request, _ mode: CloudEvent.Mode, _ channel: String,
    _ principal: Principal?, isKeyed: Bool
  ) async throws -> Response {
    if case .structured = mode {
      guard let document = try? JSONDocument.parse(incoming.body) else {
        throw Problem.notAnEvent("the body is not JSON")
      }
      _ = try CloudEvent(document.root, in: document)
    } else {
      _ = try CloudEvent(request.headers)
    }
    let receipt = try await intake.take(incoming, on: channel, by: principal).receipt
    let answer = EventAnswer(receipt, isKeyed: isKeyed)
    // Also found by the log, of which the event's name is known for longer than a key.
    if isKeyed, case .conflict = receipt { throw Problem.keyReused }
    return answer.response(.object(answer.members), status: .ok)
  }

  /// Of who has a token, each event is a delivery of its own, known again by its source and id. A batch
  /// that is signed stays one delivery, since its signature is over all of it.
  private func batch(
    _ incoming: Incoming, _ channel: String, _ principal: Principal?, isKeyed: Bool
  ) async throws -> Response {
    guard let document = try? JSONDocument.parse(incoming.body),
      document.kind(document.root) == .array
    else { throw Problem.notAnEvent("the batch is no JSON array") }
    let nodes = Array(document.children(of: document.root))
    guard nodes.count <= CloudEventRoutes.eventsMax else {
      throw Problem(
        .contentTooLarge, "too_many_events",
        "\(nodes.count) events; at most \(CloudEventRoutes.eventsMax) are taken at once")
    }
    if principal == nil {
      return try await signedBatch(incoming, nodes.count, channel, isKeyed: isKeyed)
    }
    var run = EventBatch(incoming, isKeyed: isKeyed)
    for node in nodes {
      do {
        let event = try CloudEvent(node, in: document)
        let part = run.part(Array(document.bytes[document.range(node)]))
        run.add(event, try await intake.prepare(part, on: channel, by: principal))
      } catch let refusal as Refusal {
        run.refuse(Problem(refusal))
      } catch let problem as Problem {
        run.refuse(problem)
      }
      if case .refused = run.last { refusals.count(on: channel) }
    }
    let receipts = run.ready.isEmpty ? [] : try await intake.ledger.writer.append(run.ready)
    return run.response(receipts)
  }

  private func signedBatch(
    _ incoming: Incoming, _ count: Int, _ channel: String, isKeyed: Bool
  ) async throws -> Response {
    var incoming = incoming
    // The same bytes hold the same events, which their sources and ids say are the same.
    incoming.fallbackID =
      incoming.fallbackID ?? "batch:\(Hash256(bytes: SHA256.hash(data: incoming.body)))"
    let receipt = try await intake.take(incoming, on: channel, by: nil).receipt
    if isKeyed, case .conflict = receipt { throw Problem.keyReused }
    let answer = EventAnswer(receipt, isKeyed: isKeyed)
    let events = (0..<count).map { JSONValue.object(answer.members + [("item", .int($0))]) }
    return answer.response(
      .object([("taken", .int(count)), ("refused", .int(0)), ("events", .array(events))]),
      status: .ok)
  }
}
