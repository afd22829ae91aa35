import LedgerEngine

/// Up to where entries are filed, looked up once for all who wait for more.
actor FiledWatch {
  private let ledger: LiveLedger
  private var end = LogPosition.first
  private var looked: ContinuousClock.Instant?

  private static let knownFor = Duration.milliseconds(50)

  init(_ ledger: LiveLedger) { self.ledger = ledger }

  /// The first position that is not filed, as of a moment ago.
  func filedEnd() async throws -> LogPosition {
    if let looked, ContinuousClock.now - looked < FiledWatch.knownFor { return end }
    // Whoever comes while this reads is told what was known before.
    looked = .now
    end = max(end, try await ledger.read { try $0.shownEnd() })
    return end
  }
}
