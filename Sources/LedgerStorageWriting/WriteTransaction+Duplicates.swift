internal import CLMDB
public import LedgerStorage

extension WriteTransaction {
  /// Adds values in ascending order after all others of their key, in one go: `outOfOrder`, with
  /// nothing of them written, where the first does not come after those that are there.
  @inlinable public borrowing func appendDuplicates<Key, Value>(
    _ table: Table<Key, Value>, _ key: Key, _ values: some Collection<Value>
  ) throws(StorageError) {
    guard let size = Value.fixedSize else {
      for value in values { try appendDuplicate(table, key, value) }
      return
    }
    let status = withUnsafeTemporaryAllocation(byteCount: values.count * size, alignment: 8) {
      buffer in
      var rest = UnsafeMutableRawBufferPointer(rebasing: buffer[...])
      for value in values {
        value.encode(into: UnsafeMutableRawBufferPointer(rebasing: rest[..<size]))
        rest = UnsafeMutableRawBufferPointer(rebasing: rest[size...])
      }
      let bytes = UnsafeRawBufferPointer(buffer)
      return key.withEncoded { copyMany(table.declaration, $0, bytes, size) }
    }
    _ = try check(status, table.declaration, key.encodedSize, size, .appendDuplicate)
  }

  /// The same for values that are packed without gaps, each of the table's fixed size.
  @inlinable public borrowing func appendDuplicates<Key, Value>(
    _ table: Table<Key, Value>, _ key: Key, packed bytes: UnsafeRawBufferPointer
  ) throws(StorageError) {
    guard let size = Value.fixedSize, bytes.count % size == 0 else {
      throw .valueSize(path: core.path, table: table.name, bytes: bytes.count)
    }
    let status = key.withEncoded { copyMany(table.declaration, $0, bytes, size) }
    _ = try check(status, table.declaration, key.encodedSize, size, .appendDuplicate)
  }

  @usableFromInline borrowing func copyMany(
    _ table: TableDeclaration, _ key: UnsafeRawBufferPointer, _ bytes: UnsafeRawBufferPointer,
    _ size: Int
  ) -> Int32 {
    checkUse(table, .appendDuplicate)
    precondition(
      table.flags.contains(.fixedDuplicates), "table \(table.name) has no fixed duplicates")
    if bytes.isEmpty { return MDB_SUCCESS }
    // The store checks the first against those that are there, and would find a later one that is
    // out of order when some are written.
    guard isAscending(bytes, size) else { return MDB_KEYEXIST }
    var cursor: OpaquePointer?
    let status = mdb_cursor_open(reading.pointer, core.handle(of: table), &cursor)
    guard status == MDB_SUCCESS, let cursor else { return status }
    defer { mdb_cursor_close(cursor) }
    var storeKey = MDB_val(reading: key)
    if bytes.count == size {
      var value = MDB_val(reading: bytes)
      return mdb_cursor_put(cursor, &storeKey, &value, UInt32(MDB_APPENDDUP))
    }
    // The store takes the size of one value and where they begin, then their number.
    return withUnsafeTemporaryAllocation(of: MDB_val.self, capacity: 2) { values in
      values[0] = MDB_val(
        mv_size: size, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
      values[1] = MDB_val(mv_size: bytes.count / size, mv_data: nil)
      let flags = UInt32(MDB_MULTIPLE | MDB_APPENDDUP)
      return mdb_cursor_put(cursor, &storeKey, values.baseAddress, flags)
    }
  }

  private borrowing func isAscending(_ bytes: UnsafeRawBufferPointer, _ size: Int) -> Bool {
    for next in stride(from: size, to: bytes.count, by: size) {
      let before = UnsafeRawBufferPointer(rebasing: bytes[(next - size)..<next])
      let after = UnsafeRawBufferPointer(rebasing: bytes[next..<(next + size)])
      guard before.order(against: after) < 0 else { return false }
    }
    return true
  }
}
