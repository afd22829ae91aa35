import LedgerEngine
import Logging
import ServiceLifecycle

/// Brings what was delivered into the index file now and then, so that readings are never far behind.
struct IndexPacer: Service {
  let ledger: Ledger
  let logger: Logger

  /// The shortest pause between two writings.
  private static let pause = Duration.milliseconds(200)
  /// A writing may take this part of the time at most: one in so many.
  private static let share = 3

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        let begin = ContinuousClock.now
        do throws(LedgerError) {
          while try await ledger.writeIndexBeside(), !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(20))
          }
        } catch {
          logger.error("the index cannot be written", metadata: ["detail": "\(error)"])
        }
        let spent = ContinuousClock.now - begin
        try? await Task.sleep(for: max(IndexPacer.pause, spent * IndexPacer.share))
      }
    }
  }
}
