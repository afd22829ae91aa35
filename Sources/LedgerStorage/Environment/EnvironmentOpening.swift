internal import CLMDB

/// Opening a file step by step: nothing is mapped before the headers are sound, no table is opened
/// before the format stamp is known.
enum EnvironmentOpening {
  static func open(
    _ path: String, _ schema: Schema, _ access: EnvironmentAccess, _ options: EnvironmentOptions,
    _ identity: Files.Identity
  ) throws(StorageError) -> EnvironmentCore {
    try MetaPages.check(path: path)
    let opened = try OpenedStore.open(
      path: path, access: access, tablesMax: schema.allTables.count, options: options)
    do throws(StorageError) {
      var stale: Int32 = 0
      if opened.access != .readingUnregistered { mdb_reader_check(opened.pointer, &stale) }
      let watch = opened.access == .readingUnregistered ? WriterWatch(path: path) : nil
      try watch?.begin()
      defer { watch?.end() }
      let handles = try tables(of: opened, schema)
      return EnvironmentCore(
        opened: opened, watch: watch, handles: handles, schema: schema, options: options,
        identity: identity)
    } catch {
      mdb_env_close(opened.pointer)
      throw error
    }
  }

  private static func tables(
    of opened: OpenedStore, _ schema: Schema
  ) throws(StorageError) -> [(slot: Int, handle: UInt32)] {
    var transaction: OpaquePointer?
    let status = mdb_txn_begin(opened.pointer, nil, UInt32(MDB_RDONLY), &transaction)
    guard status == MDB_SUCCESS, let transaction else {
      throw StorageError(status: status, CallContext(path: opened.path))
    }
    do throws(StorageError) {
      let handles = try tables(in: transaction, opened.path, schema)
      // Handles live on only where the transaction that opened them is committed, also a
      // reading one.
      mdb_txn_commit(transaction)
      return handles
    } catch {
      mdb_txn_abort(transaction)
      throw error
    }
  }

  private static func tables(
    in transaction: OpaquePointer, _ path: String, _ schema: Schema
  ) throws(StorageError) -> [(slot: Int, handle: UInt32)] {
    let meta = Schema.meta.declaration
    var handle: UInt32 = 0
    guard mdb_dbi_open(transaction, meta.name, 0, &handle) == MDB_SUCCESS,
      let stamp = stamp(in: transaction, handle)
    else { throw .foreign(path: path) }
    try check(stamp, path, schema)
    var handles = [(slot: meta.slot, handle: handle)]
    for table in schema.tables {
      let status = mdb_dbi_open(transaction, table.name, 0, &handle)
      if status == MDB_NOTFOUND {
        throw .corrupted(path: path, detail: "table \(table.name) is missing")
      }
      var flags: UInt32 = 0
      guard status == MDB_SUCCESS, mdb_dbi_flags(transaction, handle, &flags) == MDB_SUCCESS else {
        throw StorageError(status: status, CallContext(path: path, table: table.name))
      }
      guard flags == table.flags.storeFlags else {
        throw .corrupted(path: path, detail: "table \(table.name) is of another kind")
      }
      handles.append((table.slot, handle))
    }
    return handles
  }

  private static func stamp(in transaction: OpaquePointer, _ handle: UInt32) -> FormatStamp? {
    FormatStamp.key.withEncoded { key in
      var key = MDB_val(key)
      var value = MDB_val()
      guard mdb_get(transaction, handle, &key, &value) == MDB_SUCCESS else { return nil }
      return FormatStamp(encoded: value.bytes)
    }
  }

  private static func check(
    _ stamp: FormatStamp, _ path: String, _ schema: Schema
  ) throws(StorageError) {
    guard stamp.purpose == schema.purpose else {
      throw .wrongPurpose(path: path, found: stamp.purpose, expected: schema.purpose)
    }
    let found = Int(stamp.version)
    if found > schema.version {
      throw .newerFormat(path: path, found: found, supported: schema.version)
    }
    if found < schema.oldestVersion {
      throw .olderFormat(path: path, found: found, supported: schema.oldestVersion)
    }
  }
}

extension TableFlags {
  /// The same in the store's own words.
  package var storeFlags: UInt32 {
    var flags: Int32 = 0
    if hasDuplicates { flags |= MDB_DUPSORT }
    if contains(.fixedDuplicates) { flags |= MDB_DUPFIXED }
    return UInt32(flags)
  }
}

extension MDB_val {
  init(_ bytes: UnsafeRawBufferPointer) {
    // The store does not write through keys and values that it is given.
    self.init(mv_size: bytes.count, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
  }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: mv_data, count: mv_size) }
}
