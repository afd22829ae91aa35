internal import CLMDB
public import LedgerStorage

extension WriteTransaction {
  /// Deletes a key with all its values; whether it was there.
  @inlinable @discardableResult public borrowing func delete<Key, Value>(
    _ table: Table<Key, Value>, _ key: Key
  ) throws(StorageError) -> Bool {
    let status = key.withEncoded { remove(table.declaration, $0, nil) }
    return try checkRemoved(status, table.declaration)
  }

  /// Deletes one value of a key in a table of duplicates; whether it was there.
  @inlinable @discardableResult public borrowing func delete<Key, Value>(
    _ table: Table<Key, Value>, _ key: Key, _ value: Value
  ) throws(StorageError) -> Bool {
    let status = key.withEncoded { key in
      value.withEncoded { remove(table.declaration, key, $0) }
    }
    return try checkRemoved(status, table.declaration)
  }

  /// Empties a table.
  public borrowing func drop<Key, Value>(_ table: Table<Key, Value>) throws(StorageError) {
    checkUse(table.declaration, .put)
    let status = mdb_drop(reading.pointer, core.handle(of: table.declaration), 0)
    if status != MDB_SUCCESS { throw core.writeFailure(status, table.name) }
  }

  @usableFromInline borrowing func remove(
    _ table: TableDeclaration, _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?
  ) -> Int32 {
    precondition(
      !table.flags.contains(.appendOnly), "table \(table.name) is only appended to")
    precondition(
      value == nil || table.flags.hasDuplicates, "table \(table.name) has no duplicates")
    guard (1...ReadTransaction.keyBytesMax).contains(key.count) else { return MDB_NOTFOUND }
    var key = MDB_val(reading: key)
    guard let value else {
      return mdb_del(reading.pointer, core.handle(of: table), &key, nil)
    }
    var stored = MDB_val(reading: value)
    return mdb_del(reading.pointer, core.handle(of: table), &key, &stored)
  }

  @usableFromInline borrowing func checkRemoved(
    _ status: Int32, _ table: TableDeclaration
  ) throws(StorageError) -> Bool {
    if status == MDB_NOTFOUND { return false }
    guard status == MDB_SUCCESS else { throw core.writeFailure(status, table.name) }
    return true
  }
}
