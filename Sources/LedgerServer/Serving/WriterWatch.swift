import LedgerEngine
import Logging
import ServiceLifecycle

/// Ends the server once its disk has failed: nothing is taken any more until the ledger is opened anew,
/// which is done by whoever starts the server again.
struct WriterWatch: Service {
  let writer: Ledger
  let logger: Logger

  private static let lookedEvery = Duration.milliseconds(500)

  /// - Throws: what the writer failed with.
  func run() async throws {
    try await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        if let failure = writer.lastingFailure {
          logger.critical(
            "the disk failed, and nothing more can be taken: the server ends",
            metadata: ["detail": "\(failure)"])
          throw failure
        }
        try? await Task.sleep(for: WriterWatch.lookedEvery)
      }
    }
  }
}
