internal import CLMDB

/// A snapshot of all tables. Lent to a closure, cannot be copied or kept; every buffer it lends
/// ends with the closure that it is lent to. Bytes may be unaligned: use `loadUnaligned`.
public struct ReadTransaction: ~Copyable {
  @usableFromInline package let core: EnvironmentCore
  @usableFromInline package let pointer: OpaquePointer
  /// Whether this snapshot ends with this value; inside a write transaction it does not.
  private let isOwned: Bool

  @usableFromInline init(reading core: EnvironmentCore) throws(StorageError) {
    self.core = core
    pointer = try core.beginReading()
    isOwned = true
  }

  /// The view of a write transaction, with what it has written so far.
  package init(core: EnvironmentCore, writing pointer: OpaquePointer) {
    self.core = core
    self.pointer = pointer
    isOwned = false
  }

  deinit {
    if isOwned { core.endReading(pointer) }
  }

  public var path: String { core.path }

  /// Numbers the commit that this shows: the same for all that show the same.
  public var snapshot: UInt64 { UInt64(mdb_txn_id(pointer)) }

  /// Looks a key up without copying; nil where it is not there. In a table of
  /// duplicates: the first.
  @inlinable public borrowing func withBytes<Key: TableKey, Value, Result>(
    _ table: Table<Key, Value>, _ key: Key,
    _ body: (UnsafeRawBufferPointer) throws(StorageError) -> Result
  ) throws(StorageError) -> Result? {
    guard let bytes = try rawGet(table, key) else { return nil }
    return try body(bytes)
  }

  @inlinable public borrowing func get<Key, Value>(
    _ table: Table<Key, Value>, _ key: Key
  ) throws(StorageError) -> Value? {
    guard let bytes = try rawGet(table, key) else { return nil }
    return try core.decode(table.declaration, bytes)
  }

  @inlinable public borrowing func contains<Key, Value>(
    _ table: Table<Key, Value>, _ key: Key
  ) throws(StorageError) -> Bool {
    try rawGet(table, key) != nil
  }

  /// Number of values: in a table of duplicates, each counts.
  public borrowing func count<Key, Value>(
    _ table: Table<Key, Value>
  ) throws(StorageError) -> Int {
    var stat = MDB_stat()
    let status = mdb_stat(pointer, core.handle(of: table.declaration), &stat)
    guard status == MDB_SUCCESS else { throw core.failure(status, table.name) }
    return stat.ms_entries
  }

  @inlinable borrowing func rawGet<Key, Value>(
    _ table: Table<Key, Value>, _ key: Key
  ) throws(StorageError) -> UnsafeRawBufferPointer? {
    var found: UnsafeRawBufferPointer?
    let status = key.withEncoded { lookUp(table.declaration, $0, &found) }
    if status != 0 { throw core.failure(status, table.name) }
    return found
  }

  @usableFromInline borrowing func lookUp(
    _ table: TableDeclaration, _ key: UnsafeRawBufferPointer,
    _ found: inout UnsafeRawBufferPointer?
  ) -> Int32 {
    // A key that cannot be stored is not there.
    guard (1...Self.keyBytesMax).contains(key.count) else { return 0 }
    var key = MDB_val(key)
    var value = MDB_val()
    let status = mdb_get(pointer, core.handle(of: table), &key, &value)
    if status == MDB_NOTFOUND { return 0 }
    if status == MDB_SUCCESS { found = value.bytes }
    return status
  }

  /// The longest key that the store takes.
  public static let keyBytesMax = 511
}

extension EnvironmentCore {
  @usableFromInline package func decode<Element: TableElement>(
    _ table: TableDeclaration, _ bytes: UnsafeRawBufferPointer
  ) throws(StorageError) -> Element {
    guard let element = Element(encoded: bytes) else {
      throw .corrupted(
        path: path, detail: "table \(table.name): an entry of \(bytes.count) bytes is not readable")
    }
    return element
  }
}
