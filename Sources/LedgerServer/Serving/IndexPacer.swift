import LedgerEngine
import Logging
import ServiceLifecycle
import Synchronization

/// Brings what was delivered into the index file now and then, so that readings are never far behind.
struct IndexPacer: Service {
  let ledger: LiveLedger
  let logger: Logger

  /// The shortest pause between two writings.
  private static let pauseMin = Duration.milliseconds(200)
  /// The longest, under any load.
  private static let pauseMax = Duration.seconds(2)
  /// In between, one is so many times as long as the writing before it: large writings cost less for each
  /// delivery, and what they cost is lacking to those that come in.
  private static let share = 9
  private static let step = Duration.milliseconds(20)

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        let begin = ContinuousClock.now
        do throws(LedgerError) {
          try await ledger.writer.writeIndexBeside()
          while try ledger.writer.isWritingIndex(), !Task.isCancelled {
            try? await Task.sleep(for: IndexPacer.step)
          }
        } catch {
          logger.error("the index cannot be written", metadata: ["detail": "\(error)"])
        }
        await pause(after: ContinuousClock.now - begin)
      }
    }
  }

  /// Shorter where somebody waits for the next writing, though as long as the last one took.
  private func pause(after spent: Duration) async {
    let begin = ContinuousClock.now
    let least = max(spent, IndexPacer.pauseMin)
    let pause = min(max(spent * IndexPacer.share, IndexPacer.pauseMin), IndexPacer.pauseMax)
    ledger.isAwaited.store(false, ordering: .relaxed)
    try? await Task.sleep(for: least)
    while !Task.isCancelled, ContinuousClock.now - begin < pause,
      !ledger.isAwaited.load(ordering: .relaxed)
    {
      try? await Task.sleep(for: IndexPacer.step)
    }
  }
}
