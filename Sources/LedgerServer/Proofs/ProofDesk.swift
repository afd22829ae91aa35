import LedgerEngine

/// Signs checkpoints, and makes what is proved of whole orders, one after the other: nothing is made of two
/// checkpoints, and of bundles, which are large, one is in memory while it is made.
///
/// Readers of what is filed (docs/decisions/0027) are right for it once they have been waited for. The
/// directory behind a checkpoint is made of the index file, so they see all that it lists. What came later
/// they may lack for a moment, and then an order that was just acknowledged would be proved unknown, and a
/// bundle would not ask for the checkpoint that an order's last event needs. So each proof first waits until
/// all that was in the log when its turn came is filed; where that takes too long it is refused.
actor ProofDesk {
  private let ledger: LiveLedger
  private var last: Task<Void, Never>?
  private var waiting = 0

  private static let waitingMax = 16

  init(_ ledger: LiveLedger) { self.ledger = ledger }

  /// Signs the log as it is; gives the last checkpoint where nothing has come since.
  func sign(anew isAnew: Bool, by actor: String) async throws -> SignedCheckpoint {
    try await inTurn { [ledger] in
      try await ledger.write { try $0.checkpoint(anew: isAnew, actor: actor) }
    }
  }

  /// Runs a body on a ledger that shows all that was acknowledged before.
  func prove<Value: Sendable>(
    _ body: @escaping @Sendable (Ledger) throws -> Value
  ) async throws -> Value {
    try await inTurn { [ledger] in
      try await ledger.waitUntilFiled()
      return try await ledger.read(body)
    }
  }

  private func inTurn<Value: Sendable>(
    _ work: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    guard waiting < ProofDesk.waitingMax else { throw Problem.busy }
    waiting += 1
    defer { waiting -= 1 }
    let before = last
    let own = Task {
      await before?.value
      return try await work()
    }
    last = Task { _ = await own.result }
    return try await own.value
  }
}
