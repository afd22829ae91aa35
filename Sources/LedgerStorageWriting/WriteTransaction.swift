internal import CLMDB
public import LedgerStorage

/// Changes that happen together or not at all. Lent to a closure, cannot be copied or kept. What
/// `reading` lends ends with the next change.
public struct WriteTransaction: ~Copyable {
  /// Everything that can be read, with what this transaction has written so far.
  public let reading: ReadTransaction
  @usableFromInline let core: EnvironmentCore

  @usableFromInline init(_ core: EnvironmentCore) throws(StorageError) {
    core.enterWriting()
    var transaction: OpaquePointer?
    let status = mdb_txn_begin(core.pointer, nil, 0, &transaction)
    guard status == MDB_SUCCESS, let transaction else { throw core.failure(status) }
    core.beganWriting()
    self.core = core
    reading = ReadTransaction(core: core, writing: transaction)
  }

  @usableFromInline borrowing func commit() throws(StorageError) {
    let spoilt = core.spoiltStatus
    core.endedWriting()
    // Crash before: nothing of it is on disk. Crash after: all of it is.
    let status = mdb_txn_commit(reading.pointer)
    if status == MDB_BAD_TXN, spoilt != 0 { throw core.failure(spoilt) }
    if status != MDB_SUCCESS { throw core.failure(status) }
  }

  @usableFromInline borrowing func abort() {
    core.endedWriting()
    mdb_txn_abort(reading.pointer)
  }

  /// Writes a value under a key, in place of the one that is there; in a table of duplicates, next
  /// to those that are there (writing an equal one again changes nothing).
  @inlinable public borrowing func put<Key, Value>(
    _ table: Table<Key, Value>, _ key: Key, _ value: Value
  ) throws(StorageError) {
    try store(table, key, value, .put)
  }

  /// Writes raw bytes.
  @inlinable public borrowing func put<Key>(
    _ table: Table<Key, [UInt8]>, _ key: Key, bytes: UnsafeRawBufferPointer
  ) throws(StorageError) {
    try store(table, key, bytes, .put)
  }

  /// Writes a value only where the key is not there yet; whether it did.
  @inlinable public borrowing func insert<Key, Value>(
    _ table: Table<Key, Value>, _ key: Key, _ value: Value
  ) throws(StorageError) -> Bool {
    try store(table, key, value, .insert)
  }

  /// Writes a value under a key that comes after all others: `outOfOrder` where it does not.
  @inlinable public borrowing func append<Key, Value>(
    _ table: Table<Key, Value>, _ key: Key, _ value: Value
  ) throws(StorageError) {
    try store(table, key, value, .append)
  }

  /// Appends raw bytes.
  @inlinable public borrowing func append<Key>(
    _ table: Table<Key, [UInt8]>, _ key: Key, bytes: UnsafeRawBufferPointer
  ) throws(StorageError) {
    try store(table, key, bytes, .append)
  }

  /// Adds a value after all others of its key: `outOfOrder` where it does not come after them.
  @inlinable public borrowing func appendDuplicate<Key, Value>(
    _ table: Table<Key, Value>, _ key: Key, _ value: Value
  ) throws(StorageError) {
    try store(table, key, value, .appendDuplicate)
  }
}
