import HTTPTypes
import LedgerEngine
import Synchronization

/// Takes deliveries that come one by one, and answers when they are on disk.
final class Intake: Sendable {
  let ledger: LiveLedger
  let pool: PreparationPool
  let gate: InFlightGate
  private let registering = Mutex(())

  init(_ ledger: LiveLedger, _ pool: PreparationPool, gate: InFlightGate) {
    self.ledger = ledger
    self.pool = pool
    self.gate = gate
  }

  /// - Returns: also the kind of the channel.
  func take(
    _ incoming: Incoming, on channel: String, by principal: Principal?
  ) async throws -> (receipt: Receipt, kind: String) {
    let ready = try await prepare(incoming, on: channel, by: principal)
    let receipts = try await ledger.writer.append([ready])
    return (receipts[0], ready.channelKind)
  }

  /// A channel is registered by the first delivery that is authentic, where a kind has its name.
  func prepare(
    _ incoming: Incoming, on channel: String, by principal: Principal?
  ) async throws -> ReadyDelivery {
    do {
      return try pool.prepare(incoming, on: channel)
    } catch LedgerError.unknownChannel {
      switch ledger.writer.standing(ofChannel: channel) {
      case .unknown: throw Problem.unknownChannel(channel)
      // By another delivery, a moment ago.
      case .registered: break
      case .registrable(let kind):
        try ledger.writer.authenticate(incoming, kind: kind, secrets: pool.secrets(of: channel))
        _ = try await register(channel, kind: nil, account: nil, actor: incoming.actor)
      }
      return try pool.prepare(incoming, on: channel)
    }
  }

  /// - Returns: the channel, and whether it is new.
  func register(
    _ channel: String, kind: String?, account: String?, actor: String, at instant: Timestamp? = nil
  ) async throws -> (row: ChannelRow, isNew: Bool) {
    try await ledger.write { [self] ledger in
      // One at a time, so that two first deliveries register it once.
      try registering.withLock { _ in
        let isNew = !ledger.channels.contains { $0.name == channel }
        let row = try ledger.register(
          channel: channel, kind: kind, account: account, actor: actor, at: instant)
        return (row, isNew)
      }
    }
  }

  /// Who delivers: by their token, or nobody whom we know before the signature is looked at.
  ///
  /// - Throws: `unknown_channel`, `not_allowed`; `not_authenticated` where there is neither a token nor
  ///   a secret to verify a signature with.
  func deliverer(_ principal: Principal?, _ channel: String) throws -> Principal? {
    let secrets = try pool.secrets(of: channel)
    if let principal {
      guard principal.mayDeliver(on: channel) else { throw Problem.notAllowed([.ingest]) }
    }
    guard principal == nil, secrets.isEmpty else { return principal }
    guard isKnown(channel) else { throw Problem.unknownChannel(channel) }
    throw Problem.notAuthenticated
  }

  /// Whether it is registered, or would be on its first delivery.
  func isKnown(_ channel: String) -> Bool {
    if case .unknown = ledger.writer.standing(ofChannel: channel) { return false }
    return true
  }
}

extension Problem {
  static func unknownChannel(_ name: String) -> Problem {
    Problem(
      .notFound, "unknown_channel",
      "There is no channel `\(name.prefix(100))`, nor a kind of that name; "
        + "`PUT /v1/channels/{channel}` registers one")
  }
}
