import Glibc
import LedgerEngine
import NIOPosix

/// The thread in which deliveries of the bulk lane are read, whoever brings them: one, and behind all
/// others where processors are scarce, so that live deliveries are answered as if it were not there.
final class BulkThread: Sendable {
  private let pool = NIOThreadPool(numberOfThreads: 1)

  /// Of 0 to 19, the part that processors give to others first.
  private static let niceness: CInt = 10

  init() {
    pool.start()
    pool.submit { _ in
      // On Linux, 0 names the thread that asks.
      _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, BulkThread.niceness)
    }
  }

  func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await pool.runIfActive(body)
  }

  func end() async throws { try await pool.shutdownGracefully() }
}
