internal import CLMDB

/// A place in a table, moved step by step. Closed with the closure that it is lent to.
@usableFromInline package struct Cursor: ~Copyable {
  @usableFromInline package let core: EnvironmentCore
  @usableFromInline package let table: TableDeclaration
  package let pointer: OpaquePointer

  @usableFromInline package init(
    _ transaction: borrowing ReadTransaction, _ table: TableDeclaration
  ) throws(StorageError) {
    core = transaction.core
    self.table = table
    var cursor: OpaquePointer?
    let status = mdb_cursor_open(transaction.pointer, core.handle(of: table), &cursor)
    guard status == MDB_SUCCESS, let cursor else { throw core.failure(status, table.name) }
    pointer = cursor
  }

  deinit { mdb_cursor_close(pointer) }

  /// Where a cursor goes.
  @usableFromInline package enum Move {
    case first, last, next, previous, nextKey, previousKey
    /// To the given key exactly, or to the first at or after it.
    case to, atOrAfter
    /// To the given value of the given key exactly, or to the first at or after it of that key.
    case toPair, atOrAfterPair
    case nextDuplicate, lastDuplicate
    /// All values of this page, from the first of the key; stays where a key has one value only.
    case page, nextPage

    fileprivate var operation: MDB_cursor_op {
      switch self {
      case .first: MDB_FIRST
      case .last: MDB_LAST
      case .next: MDB_NEXT
      case .previous: MDB_PREV
      case .nextKey: MDB_NEXT_NODUP
      case .previousKey: MDB_PREV_NODUP
      case .to: MDB_SET_KEY
      case .atOrAfter: MDB_SET_RANGE
      case .toPair: MDB_GET_BOTH
      case .atOrAfterPair: MDB_GET_BOTH_RANGE
      case .nextDuplicate: MDB_NEXT_DUP
      case .lastDuplicate: MDB_LAST_DUP
      case .page: MDB_GET_MULTIPLE
      case .nextPage: MDB_NEXT_MULTIPLE
      }
    }
  }

  /// Moves; false where there is nothing there. `key` and `value` then hold what is.
  @usableFromInline package borrowing func move(
    _ move: Move, _ key: inout UnsafeRawBufferPointer, _ value: inout UnsafeRawBufferPointer
  ) throws(StorageError) -> Bool {
    var storeKey = MDB_val(key)
    var storeValue = MDB_val(value)
    let status = mdb_cursor_get(pointer, &storeKey, &storeValue, move.operation)
    if status == MDB_NOTFOUND { return false }
    guard status == MDB_SUCCESS else { throw core.failure(status, table.name) }
    key = storeKey.bytes
    value = storeValue.bytes
    return true
  }

  /// Goes to a key; false where it is not there. A key that cannot be stored is not there.
  @usableFromInline package borrowing func seek(
    _ key: UnsafeRawBufferPointer, _ value: inout UnsafeRawBufferPointer
  ) throws(StorageError) -> Bool {
    guard (1...ReadTransaction.keyBytesMax).contains(key.count) else { return false }
    var key = key
    return try move(.to, &key, &value)
  }

  /// Goes to the first entry at or after a key, or of the table.
  @usableFromInline package borrowing func start(
    at from: UnsafeRawBufferPointer?, _ key: inout UnsafeRawBufferPointer,
    _ value: inout UnsafeRawBufferPointer
  ) throws(StorageError) -> Bool {
    guard let from, !from.isEmpty else { return try move(.first, &key, &value) }
    key = from
    return try move(.atOrAfter, &key, &value)
  }

  /// Goes to the last entry at or before a key, or of the table.
  @usableFromInline package borrowing func startDown(
    at from: UnsafeRawBufferPointer?, _ key: inout UnsafeRawBufferPointer,
    _ value: inout UnsafeRawBufferPointer
  ) throws(StorageError) -> Bool {
    guard let from else { return try move(.last, &key, &value) }
    guard !from.isEmpty else { return false }
    key = from
    guard try move(.atOrAfter, &key, &value) else { return try move(.last, &key, &value) }
    if key.order(against: from) != 0 { return try move(.previous, &key, &value) }
    return table.flags.hasDuplicates ? try move(.lastDuplicate, &key, &value) : true
  }

  /// Number of values of the key it is at.
  @usableFromInline package borrowing func duplicateCount() throws(StorageError) -> Int {
    var count = 0
    let status = mdb_cursor_count(pointer, &count)
    guard status == MDB_SUCCESS else { throw core.failure(status, table.name) }
    return count
  }
}

/// What a scan does after an entry.
public enum ScanStep: Hashable, Sendable { case next, stop }

/// Which way a scan goes.
public enum ScanOrder: Hashable, Sendable { case ascending, descending }

@inlinable package var noBytes: UnsafeRawBufferPointer {
  UnsafeRawBufferPointer(start: nil, count: 0)
}
