import HTTPTypes
import Hummingbird
import LedgerEngine

/// What each system posts, as it posts it.
struct DeliveryRoutes {
  let intake: Intake
  let refusals: RefusalLog
  let publicURL: String?

  func add(to router: Router<ServerContext>) {
    router.post("/v1/channels/{channel}/deliveries", use: deliver)
    router.get("/v1/channels/{channel}/deliveries", use: challenge)
    router.on("/v1/channels/{channel}/deliveries", method: .options, use: Handshake.webHookConsent)
  }

  @Sendable
  func deliver(_ request: Request, _ context: ServerContext) async throws -> Response {
    let channel = try context.parameters.require("channel")
    do {
      if let response = try Handshake.validation(request) { return response }
      return try await take(request, context, channel)
    } catch {
      let problem = Problem(error)
      refusals.note(problem, on: intake.isKnown(channel) ? channel : "", context)
      throw problem
    }
  }

  private func take(
    _ request: Request, _ context: ServerContext, _ channel: String
  ) async throws -> Response {
    let principal = try intake.deliverer(context.principal, channel)
    var pass = intake.gate.pass()
    let body = try await request.wholeBody(max: Preparation.bodyBytesMax, &pass)
    try pass.holdDelivery()
    let incoming = Incoming(request, body, context, principal)
    do {
      let (receipt, kind) = try await intake.take(incoming, on: channel, by: principal)
      return SenderAnswer.response(receipt, toKind: kind)
    } catch let refusal as Refusal {
      if Handshake.isPing(body, refusal, intake.ledger.writer.standing(ofChannel: channel).kind) {
        return .json(.object([("outcome", .string("ping"))]))
      }
      throw Problem(refusal)
    }
  }

  @Sendable
  func challenge(_ request: Request, _ context: ServerContext) async throws -> Response {
    let channel = try context.parameters.require("channel")
    return try Handshake.challengeResponse(
      request, token: intake.pool.verificationToken(of: channel), publicURL: publicURL)
  }
}

extension Incoming {
  /// A delivery as it was posted.
  init(
    _ request: Request, _ body: [UInt8], _ context: ServerContext, _ principal: Principal?
  ) {
    self.init(
      headers: Headers(request.headers.map { ($0.name.canonicalName, $0.value) }), body: body,
      evidence: principal == nil ? .unsigned : .authenticatedFetch,
      actor: principal?.name ?? context.address?.ipAddress ?? "",
      fallbackID: IdempotencyKey(request).map { "key:\($0.text)" })
    mayBeUnsigned = principal != nil
  }
}

extension Problem {
  init(_ refusal: Refusal) {
    switch refusal {
    case .notAuthentic(let failure): self.init(.unauthorized, failure.code, "\(failure)")
    case .tooLarge(let bytes, let limit):
      self.init(.contentTooLarge, "too_large", "\(bytes) bytes; at most \(limit) are taken")
    case .notKept(let detail): self.init(.serviceUnavailable, "not_kept", detail, retryAfter: 5)
    case .unreadable(let detail): self.init(.badRequest, "not_a_delivery", detail)
    }
  }
}
