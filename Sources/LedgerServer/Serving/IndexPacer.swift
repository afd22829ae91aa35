import LedgerEngine
import Logging
import ServiceLifecycle

/// Brings what was delivered into the index file now and then, so that readings are never far behind.
struct IndexPacer: Service {
  let ledger: Ledger
  let logger: Logger

  /// The shortest pause between two writings.
  private static let pauseMin = Duration.milliseconds(200)
  /// The longest, under any load: so much later at most does a reader see what was taken.
  private static let pauseMax = Duration.seconds(2)
  /// In between, one is so many times as long as the writing before it: large writings cost less for each
  /// delivery, and what they cost is lacking to those that come in.
  private static let share = 9

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
        try? await Task.sleep(
          for: min(max(spent * IndexPacer.share, IndexPacer.pauseMin), IndexPacer.pauseMax))
      }
    }
  }
}
