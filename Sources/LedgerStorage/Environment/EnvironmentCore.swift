internal import CLMDB
internal import Glibc
internal import Synchronization

/// One open file: the store's environment, the handles of its tables, and idle read transactions.
/// Shared by all who have the file open in this process; closed with the last of them.
@usableFromInline package final class EnvironmentCore: @unchecked Sendable {
  // Unchecked: the pointers are set once, at opening, and the store locks what they point to.
  @usableFromInline package let path: String
  package let schema: Schema
  package let access: EnvironmentAccess
  package let mapBytes: Int
  /// Reader slots that the lock file really has.
  private let readersMax: Int
  package let pointer: OpaquePointer
  let identity: Files.Identity
  /// Where a writer does not see our readers.
  private let watch: WriterWatch?
  /// Handle by `TableDeclaration.slot`.
  private let handles: [UInt32]
  /// Read transactions that were reset: each keeps its reader slot, none keeps a page.
  private let idle = Mutex<IdleTransactions>(IdleTransactions())
  /// The thread inside a write transaction, 0 where there is none.
  private let writingThread = Atomic<UInt>(0)
  /// The first status that spoilt the present write transaction, 0 where none did.
  private let spoilt = Atomic<Int32>(0)

  private static let noHandle = UInt32.max
  private static let idleMax = 16

  init(
    opened: OpenedStore, watch: WriterWatch?, handles: [(slot: Int, handle: UInt32)],
    schema: Schema, options: EnvironmentOptions, identity: Files.Identity
  ) {
    path = opened.path
    pointer = opened.pointer
    access = opened.access
    mapBytes = opened.mapBytes
    var slots = UInt32(options.readersMax)
    mdb_env_get_maxreaders(opened.pointer, &slots)
    readersMax = Int(slots)
    self.watch = watch
    self.schema = schema
    self.identity = identity
    var table = [UInt32](repeating: Self.noHandle, count: (handles.map(\.slot).max() ?? 0) + 1)
    for (slot, handle) in handles { table[slot] = handle }
    self.handles = table
  }

  /// Closes the file. Only the registry calls this, when nobody uses it any more.
  func close() {
    idle.withLock { idle in
      for transaction in idle.pointers { mdb_txn_abort(transaction) }
      idle.pointers = []
    }
    mdb_env_close(pointer)
  }

  /// The store's handle of a table. Asking for a table that the schema does not list is our bug.
  package func handle(of table: TableDeclaration) -> UInt32 {
    precondition(
      table.slot < handles.count && handles[table.slot] != Self.noHandle,
      "table \(table.name) is not in the schema of \(path)")
    return handles[table.slot]
  }

  package func context(_ table: String = "") -> CallContext {
    CallContext(path: path, table: table, readersMax: readersMax, mapBytes: mapBytes)
  }

  @usableFromInline package func failure(_ status: Int32, _ table: String = "") -> StorageError {
    StorageError(status: status, context(table))
  }

  /// Begins a read transaction: a snapshot of the last commit.
  func beginReading() throws(StorageError) -> OpaquePointer {
    try watch?.begin()
    do throws(StorageError) {
      return try beginSnapshot()
    } catch {
      watch?.end()
      throw error
    }
  }

  private func beginSnapshot() throws(StorageError) -> OpaquePointer {
    if let transaction = idle.withLock({ Unchecked($0.pointers.popLast()) }).value {
      let status = mdb_txn_renew(transaction)
      if status == MDB_SUCCESS { return transaction }
      mdb_txn_abort(transaction)
    }
    var transaction: OpaquePointer?
    var status = mdb_txn_begin(pointer, nil, UInt32(MDB_RDONLY), &transaction)
    if status == MDB_READERS_FULL {
      // Slots of killed processes stay taken until somebody looks.
      clearStaleReaders()
      status = mdb_txn_begin(pointer, nil, UInt32(MDB_RDONLY), &transaction)
    }
    guard status == MDB_SUCCESS, let transaction else { throw failure(status) }
    return transaction
  }

  func endReading(_ transaction: OpaquePointer) {
    mdb_txn_reset(transaction)
    let returned = Unchecked(transaction)
    let isKept = idle.withLock { idle in
      guard idle.pointers.count < Self.idleMax else { return false }
      idle.pointers.append(returned.value)
      return true
    }
    if !isKept { mdb_txn_abort(transaction) }
    watch?.end()
  }

  /// Notes that this thread is inside a write transaction. A second one inside the first would wait
  /// for itself for ever, so that is a bug that must be seen at once.
  package func enterWriting() {
    let thread = UInt(pthread_self())
    precondition(
      writingThread.load(ordering: .relaxed) != thread, "a write transaction inside another one")
  }

  /// Called when the store has let this thread write.
  package func beganWriting() {
    spoilt.store(0, ordering: .relaxed)
    writingThread.store(UInt(pthread_self()), ordering: .relaxed)
  }

  /// The error for a failed change. The store refuses whatever follows it in the same transaction,
  /// with a status that does not say why, so the first is kept.
  @usableFromInline package func writeFailure(
    _ status: Int32, _ table: String = ""
  ) -> StorageError {
    _ = spoilt.compareExchange(expected: 0, desired: status, ordering: .relaxed)
    let first = spoiltStatus
    return failure(status == MDB_BAD_TXN && first != 0 ? first : status, table)
  }

  package var spoiltStatus: Int32 { spoilt.load(ordering: .relaxed) }

  /// Called before the store lets another thread write.
  package func endedWriting() { writingThread.store(0, ordering: .relaxed) }

  /// Frees the reader slots of processes that are gone; how many.
  @discardableResult package func clearStaleReaders() -> Int {
    var count: Int32 = 0
    return mdb_reader_check(pointer, &count) == MDB_SUCCESS ? Int(count) : 0
  }
}

private struct IdleTransactions: @unchecked Sendable {
  // Unchecked: a transaction in this list is used by nobody.
  var pointers: [OpaquePointer] = []
}

/// Carries a pointer out of a lock.
private struct Unchecked<Value>: @unchecked Sendable {
  let value: Value
  init(_ value: Value) { self.value = value }
}
