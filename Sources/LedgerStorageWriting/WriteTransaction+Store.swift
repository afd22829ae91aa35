internal import CLMDB
public import LedgerStorage

/// How a value is written.
@usableFromInline enum StoreMode {
  case put, insert, append, appendDuplicate

  fileprivate var storeFlags: UInt32 {
    switch self {
    case .put: 0
    case .insert: UInt32(MDB_NOOVERWRITE)
    case .append: UInt32(MDB_APPEND)
    case .appendDuplicate: UInt32(MDB_APPENDDUP)
    }
  }
}

extension WriteTransaction {
  @inlinable @discardableResult borrowing func store<Key, Value>(
    _ table: Table<Key, Value>, _ key: Key, _ value: Value, _ mode: StoreMode
  ) throws(StorageError) -> Bool {
    if table.flags.isDisjoint(with: [.duplicates, .fixedDuplicates]) {
      // The value is written straight into its page.
      var page = UnsafeMutableRawBufferPointer(start: nil, count: 0)
      let size = value.encodedSize
      let status = key.withEncoded { reserve(table.declaration, $0, size, mode, &page) }
      guard try check(status, table.declaration, key.encodedSize, size, mode) else { return false }
      value.encode(into: page)
      return true
    }
    let status = key.withEncoded { key in
      value.withEncoded { copy(table.declaration, key, $0, mode) }
    }
    return try check(status, table.declaration, key.encodedSize, value.encodedSize, mode)
  }

  @inlinable @discardableResult borrowing func store<Key>(
    _ table: Table<Key, [UInt8]>, _ key: Key, _ bytes: UnsafeRawBufferPointer, _ mode: StoreMode
  ) throws(StorageError) -> Bool {
    let status = key.withEncoded { copy(table.declaration, $0, bytes, mode) }
    return try check(status, table.declaration, key.encodedSize, bytes.count, mode)
  }

  @usableFromInline borrowing func reserve(
    _ table: TableDeclaration, _ key: UnsafeRawBufferPointer, _ size: Int, _ mode: StoreMode,
    _ page: inout UnsafeMutableRawBufferPointer
  ) -> Int32 {
    checkUse(table, mode)
    var key = MDB_val(reading: key)
    var value = MDB_val(mv_size: size, mv_data: nil)
    let flags = mode.storeFlags | UInt32(MDB_RESERVE)
    let status = mdb_put(reading.pointer, core.handle(of: table), &key, &value, flags)
    if status == MDB_SUCCESS {
      page = UnsafeMutableRawBufferPointer(start: value.mv_data, count: size)
    }
    return status
  }

  @usableFromInline borrowing func copy(
    _ table: TableDeclaration, _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer,
    _ mode: StoreMode
  ) -> Int32 {
    checkUse(table, mode)
    var key = MDB_val(reading: key)
    var value = MDB_val(reading: value)
    return mdb_put(reading.pointer, core.handle(of: table), &key, &value, mode.storeFlags)
  }

  /// Whether it was written; false only for an insert that found the key.
  @usableFromInline borrowing func check(
    _ status: Int32, _ table: TableDeclaration, _ keySize: Int, _ valueSize: Int,
    _ mode: StoreMode
  ) throws(StorageError) -> Bool {
    switch status {
    case MDB_SUCCESS: return true
    case MDB_KEYEXIST where mode == .insert: return false
    case MDB_BAD_VALSIZE:
      let keySizes = 1...ReadTransaction.keyBytesMax
      throw keySizes.contains(keySize)
        ? .valueSize(path: core.path, table: table.name, bytes: valueSize)
        : .keySize(
          path: core.path, table: table.name, bytes: keySize, bytesMax: keySizes.upperBound)
    default: throw core.writeFailure(status, table.name)
    }
  }

  /// Using a table against its declaration is our bug.
  borrowing func checkUse(_ table: TableDeclaration, _ mode: StoreMode) {
    precondition(
      !table.flags.contains(.appendOnly) || mode == .append,
      "table \(table.name) is only appended to")
    precondition(
      mode != .appendDuplicate || table.flags.hasDuplicates,
      "table \(table.name) has no duplicates")
  }
}
