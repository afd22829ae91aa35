import LedgerEngine
import NIOPosix
import Synchronization

/// The ledger that is served: one writer, and readers of what it has filed, which do not hold it up.
final class LiveLedger: Sendable {
  let writer: Ledger
  /// For what is imported while it is served.
  let bulk = BulkThread()
  /// Whether somebody waits for what is not in the index file yet. Taken back by who writes it there.
  let isAwaited = Atomic<Bool>(false)
  private let gate = RebuildGate()
  private let pool: NIOThreadPool
  private let all: [Ledger]
  private let idle: Mutex<[Ledger]>

  /// As many readings go on at once.
  static let readers = 4

  init(_ writer: Ledger) throws {
    self.writer = writer
    try writer.flush()
    all = try (0..<LiveLedger.readers).map { _ in
      try Ledger.openForReading(
        directory: writer.directory, surroundings: writer.surroundings, scope: .filed)
    }
    idle = Mutex(all)
    pool = NIOThreadPool(numberOfThreads: LiveLedger.readers)
    pool.start()
  }

  /// Runs a reading in a thread of its own.
  func read<Value: Sendable>(
    _ body: @escaping @Sendable (Ledger) throws -> Value
  ) async throws -> Value {
    try await pool.runIfActive { [self] in
      guard let reader = idle.withLock({ $0.popLast() }) else {
        preconditionFailure("there is a reader for each thread")
      }
      defer { idle.withLock { $0.append(reader) } }
      return try body(reader)
    }
  }

  /// Has all readers look at the index file that is in use, so that the one before, which an idle reader
  /// may still have open, can be used again. Waits for readings that go on.
  func letGoOfFormerIndex() throws {
    for reader in all { _ = try reader.shownEnd() }
  }

  /// Runs what writes, and may take its time, in a thread of its own.
  func write<Value: Sendable>(
    _ body: @escaping @Sendable (Ledger) throws -> Value
  ) async throws -> Value {
    try await pool.runIfActive { [writer] in try body(writer) }
  }

  /// The same for what makes a new index of the history. One at a time.
  ///
  /// - Throws: `busy` while another does.
  func rebuild<Value: Sendable>(
    _ body: @escaping @Sendable (Ledger) throws -> Value
  ) async throws -> Value {
    try await gate.pass {
      try await write { [self] writer in
        try letGoOfFormerIndex()
        return try body(writer)
      }
    }
  }

  /// Ends all reading, and brings what is in memory into the index file.
  func close() async throws {
    try await pool.shutdownGracefully()
    try await bulk.end()
    try writer.close()
  }
}
