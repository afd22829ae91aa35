internal import CLMDB
internal import LedgerStorage

/// Makes a file with a format stamp and empty tables.
enum EnvironmentCreation {
  /// Enough for empty tables; the reserve of the finished file is chosen when it is opened.
  private static let mapBytes = 1 << 24

  static func create(_ path: String, _ schema: Schema) throws(StorageError) {
    var pointer: OpaquePointer?
    try check(mdb_env_create(&pointer), path)
    guard let pointer else { return }
    defer { mdb_env_close(pointer) }
    try check(mdb_env_set_maxdbs(pointer, UInt32(schema.allTables.count)), path)
    try check(mdb_env_set_mapsize(pointer, mapBytes), path)
    // Nobody else knows the file yet.
    try check(mdb_env_open(pointer, path, UInt32(MDB_NOSUBDIR | MDB_NOLOCK), 0o600), path)
    var transaction: OpaquePointer?
    try check(mdb_txn_begin(pointer, nil, 0, &transaction), path)
    guard let transaction else { return }
    do throws(StorageError) {
      try fill(transaction, path, schema)
    } catch {
      mdb_txn_abort(transaction)
      throw error
    }
    try check(mdb_txn_commit(transaction), path)
  }

  private static func fill(
    _ transaction: OpaquePointer, _ path: String, _ schema: Schema
  ) throws(StorageError) {
    for table in schema.allTables {
      var handle: UInt32 = 0
      let flags = table.flags.storeFlags | UInt32(MDB_CREATE)
      try check(mdb_dbi_open(transaction, table.name, flags, &handle), path)
      guard table == Schema.meta.declaration else { continue }
      let status = FormatStamp.key.withEncoded { key in
        FormatStamp(schema).withEncoded { value in
          var key = MDB_val(reading: key)
          var value = MDB_val(reading: value)
          return mdb_put(transaction, handle, &key, &value, 0)
        }
      }
      try check(status, path)
    }
  }

  private static func check(_ status: Int32, _ path: String) throws(StorageError) {
    if status != MDB_SUCCESS { throw StorageError(writing: path, errno: status) }
  }
}

extension MDB_val {
  /// The store does not write through keys and values that it is given.
  init(reading bytes: UnsafeRawBufferPointer) {
    self.init(mv_size: bytes.count, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
  }
}
