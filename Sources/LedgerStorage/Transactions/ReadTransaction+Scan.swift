internal import Glibc

extension ReadTransaction {
  /// Visits the entries from one key through another, both included; nil means the end of the
  /// table. In a table of duplicates every value is visited, with its key.
  @inlinable public borrowing func scan<Key, Value>(
    _ table: Table<Key, Value>, from: Key? = nil, through: Key? = nil,
    order: ScanOrder = .ascending,
    _ body: (Key, UnsafeRawBufferPointer) throws(StorageError) -> ScanStep
  ) throws(StorageError) {
    let core = core
    try scanBytes(table, from: from, through: through, order: order) {
      key, value throws(StorageError) in
      try body(core.decode(table.declaration, key), value)
    }
  }

  /// The same without decoding keys.
  @inlinable public borrowing func scanBytes<Key, Value>(
    _ table: Table<Key, Value>, from: Key? = nil, through: Key? = nil,
    order: ScanOrder = .ascending,
    _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws(StorageError) -> ScanStep
  ) throws(StorageError) {
    try withBounds(from, through) { from, through throws(StorageError) in
      try walk(table.declaration, from, through, order, body)
    }
  }

  /// Visits, in ascending order, the entries whose keys begin with `prefix`.
  @inlinable public borrowing func scan<Key, Value>(
    _ table: Table<Key, Value>, prefix: some TableKey,
    _ body: (Key, UnsafeRawBufferPointer) throws(StorageError) -> ScanStep
  ) throws(StorageError) {
    let core = core
    try withBounds(prefix, prefix) { prefix, _ throws(StorageError) in
      guard let prefix else { return }
      try walk(table.declaration, prefix.isEmpty ? nil : prefix, nil, .ascending) {
        key, value throws(StorageError) in
        guard key.count >= prefix.count,
          UnsafeRawBufferPointer(rebasing: key.prefix(prefix.count)).order(against: prefix) == 0
        else { return .stop }
        return try body(core.decode(table.declaration, key), value)
      }
    }
  }

  /// The first entry of a table; nil where it is empty.
  @inlinable public borrowing func first<Key, Value>(
    _ table: Table<Key, Value>
  ) throws(StorageError) -> (key: Key, value: Value)? {
    try entry(table, .first)
  }

  /// The last entry of a table; nil where it is empty.
  @inlinable public borrowing func last<Key, Value>(
    _ table: Table<Key, Value>
  ) throws(StorageError) -> (key: Key, value: Value)? {
    try entry(table, .last)
  }

  @inlinable borrowing func entry<Key, Value>(
    _ table: Table<Key, Value>, _ move: Cursor.Move
  ) throws(StorageError) -> (key: Key, value: Value)? {
    let cursor = try Cursor(self, table.declaration)
    var key = noBytes
    var value = noBytes
    guard try cursor.move(move, &key, &value) else { return nil }
    return (try core.decode(table.declaration, key), try core.decode(table.declaration, value))
  }

  /// The last key of a table without its value; nil where it is empty.
  @inlinable public borrowing func lastKey<Key, Value>(
    _ table: Table<Key, Value>
  ) throws(StorageError) -> Key? {
    let cursor = try Cursor(self, table.declaration)
    var key = noBytes
    var value = noBytes
    guard try cursor.move(.last, &key, &value) else { return nil }
    return try core.decode(table.declaration, key)
  }

  @inlinable borrowing func withBounds<From: TableKey, Through: TableKey>(
    _ from: From?, _ through: Through?,
    _ body: (UnsafeRawBufferPointer?, UnsafeRawBufferPointer?) throws(StorageError) -> Void
  ) throws(StorageError) {
    let result: Swift.Result<Void, StorageError> = withEncoded(from) { from in
      withEncoded(through) { through in
        do throws(StorageError) {
          return .success(try body(from, through))
        } catch {
          return .failure(error)
        }
      }
    }
    try result.get()
  }

  @usableFromInline borrowing func walk(
    _ table: TableDeclaration, _ from: UnsafeRawBufferPointer?,
    _ through: UnsafeRawBufferPointer?, _ order: ScanOrder,
    _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws(StorageError) -> ScanStep
  ) throws(StorageError) {
    let cursor = try Cursor(self, table)
    var key = noBytes
    var value = noBytes
    let ascending = order == .ascending
    var isThere =
      try ascending
      ? cursor.start(at: from, &key, &value) : cursor.startDown(at: from, &key, &value)
    while isThere {
      if let through {
        let side = key.order(against: through)
        if ascending ? side > 0 : side < 0 { return }
      }
      if try body(key, value) == .stop { return }
      isThere = try cursor.move(ascending ? .next : .previous, &key, &value)
    }
  }
}

extension UnsafeRawBufferPointer {
  /// Negative, 0 or positive as these bytes come before, equal or come after others.
  @usableFromInline package func order(against other: UnsafeRawBufferPointer) -> Int {
    let shared = Swift.min(count, other.count)
    if shared > 0, let left = baseAddress, let right = other.baseAddress {
      let side = memcmp(left, right, shared)
      if side != 0 { return Int(side) }
    }
    return count - other.count
  }
}
