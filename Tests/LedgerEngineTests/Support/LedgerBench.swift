import LedgerCore
import LedgerEngine
import LedgerTesting

/// A ledger under test that can be let go of and opened again.
class LedgerBench {
  let directory = TemporaryDirectory()
  let clock: ManualClock
  let surroundings: Surroundings
  private var opened: Ledger?

  /// - Parameter made: makes the ledger in a directory.
  init(
    _ surroundings: Surroundings, clock: ManualClock,
    made: (_ directory: String, Surroundings) throws -> Ledger
  ) throws {
    self.clock = clock
    self.surroundings = surroundings
    opened = try made(path, surroundings)
  }

  var path: String { directory.path + "/ledger" }

  var ledger: Ledger {
    get throws {
      if let opened { return opened }
      let ledger = try Ledger.openForWriting(directory: path, surroundings: surroundings)
      opened = ledger
      return ledger
    }
  }

  /// Lets go of the ledger, so that another process may write: after a close, or as in a crash.
  func release(closing: Bool = true) throws {
    if closing { try opened?.close() }
    opened = nil
  }
}
