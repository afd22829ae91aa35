/// Looks keys up with one cursor that stays where it is: much quicker than separate look-ups where
/// the keys come in ascending order, right in any order.
public struct SortedReader<Key: TableKey, Value: TableValue>: ~Copyable {
  @usableFromInline let cursor: Cursor

  @usableFromInline init(
    _ transaction: borrowing ReadTransaction, _ table: Table<Key, Value>
  ) throws(StorageError) {
    cursor = try Cursor(transaction, table.declaration)
  }

  /// Looks a key up without copying; nil where it is not there. In a table of
  /// duplicates: the first.
  @inlinable public borrowing func withBytes<Result>(
    _ key: Key, _ body: (UnsafeRawBufferPointer) throws(StorageError) -> Result
  ) throws(StorageError) -> Result? {
    guard let bytes = try cursor.seek(key) else { return nil }
    return try body(bytes)
  }

  @inlinable public borrowing func get(_ key: Key) throws(StorageError) -> Value? {
    guard let bytes = try cursor.seek(key) else { return nil }
    return try cursor.core.decode(cursor.table, bytes)
  }

  @inlinable public borrowing func contains(_ key: Key) throws(StorageError) -> Bool {
    try cursor.seek(key) != nil
  }

  /// As `ReadTransaction.forEachDuplicatePage`.
  @inlinable public borrowing func forEachDuplicatePage(
    _ key: Key, _ body: (UnsafeRawBufferPointer) throws(StorageError) -> Void
  ) throws(StorageError) {
    guard var page = try cursor.firstPage(key) else { return }
    repeat { try body(page) } while try cursor.nextPage(&page)
  }
}

extension ReadTransaction {
  /// Lends a reader for many look-ups in one table.
  @inlinable public borrowing func sortedReader<Key, Value, Result: ~Copyable>(
    _ table: Table<Key, Value>,
    _ body: (borrowing SortedReader<Key, Value>) throws(StorageError) -> Result
  ) throws(StorageError) -> Result {
    let reader = try SortedReader(self, table)
    return try body(reader)
  }

  /// Looks many keys up, quickest in ascending order: `body` gets the index of each key and its
  /// bytes, nil where it is not there.
  @inlinable public borrowing func forEach<Key, Value>(
    of keys: some Sequence<Key>, in table: Table<Key, Value>,
    _ body: (Int, UnsafeRawBufferPointer?) throws(StorageError) -> Void
  ) throws(StorageError) {
    let reader = try SortedReader(self, table)
    var index = 0
    for key in keys {
      try body(index, try reader.cursor.seek(key))
      index += 1
    }
  }
}
