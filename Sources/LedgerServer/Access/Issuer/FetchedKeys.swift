import HTTPTypes
import LedgerEngine
import Logging

/// The keys of an issuer as they were when last fetched. While it cannot be reached, those stay in force.
actor FetchedKeys {
  private let source: KeySource
  private let now: @Sendable () -> Timestamp
  private let logger: Logger
  private var keys: KeySet?
  private var isReachable = true
  private var asked: Timestamp?
  /// The fetch that is under way, for which all wait who come meanwhile.
  private var running: Task<Void, Never>?

  /// Whoever names keys that do not exist makes us ask no more often.
  static let askedEvery = Interval.seconds(5)

  init(_ source: KeySource, now: @escaping @Sendable () -> Timestamp, logger: Logger) {
    self.source = source
    self.now = now
    self.logger = logger
  }

  /// The keys, fetched again where the one that is asked for is not among them.
  ///
  /// - Throws: `issuer_unreachable` where it may be there and the issuer cannot be asked.
  func keys(knowing id: String?) async throws(Problem) -> KeySet {
    if let keys, keys.knows(id) { return keys }
    if running != nil || mayAsk { await refresh() }
    guard let keys, keys.knows(id) || isReachable else { throw .issuerUnreachable }
    return keys
  }

  /// - Returns: whether the issuer could be asked.
  @discardableResult
  func refresh() async -> Bool {
    if let running {
      await running.value
    } else {
      asked = now()
      let task = Task { await fetch() }
      running = task
      await task.value
      running = nil
    }
    return isReachable
  }

  /// Also where the clock was set back.
  private var mayAsk: Bool {
    guard let asked else { return true }
    return now() < asked || FetchedKeys.askedEvery <= now() - asked
  }

  private func fetch() async {
    do {
      keys = try await IssuerFetch.keys(of: source)
      isReachable = true
      logger.info("the issuer's keys were fetched", metadata: ["issuer": "\(source.issuer.text)"])
    } catch {
      isReachable = false
      let consequence =
        keys == nil ? "none of its tokens counts until then" : "those from before stay in force"
      logger.error(
        "the issuer's keys cannot be fetched; \(consequence)",
        metadata: ["issuer": "\(source.issuer.text)", "detail": "\(error)"])
    }
  }
}

extension Problem {
  static let issuerUnreachable = Problem(
    .serviceUnavailable, "issuer_unreachable",
    "The issuer of the token cannot be asked for its keys now; try again, or use a token of the ledger",
    retryAfter: Int(FetchedKeys.askedEvery.microseconds / 1_000_000))
}
