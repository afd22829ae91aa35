extension ReadTransaction {
  /// Lends all values of a key in a table of fixed duplicates, one page after the other: each
  /// buffer is whole values, packed without gaps, in order. A page holds up to 4 KB, not aligned.
  @inlinable public borrowing func forEachDuplicatePage<Key, Value>(
    _ table: Table<Key, Value>, _ key: Key,
    _ body: (UnsafeRawBufferPointer) throws(StorageError) -> Void
  ) throws(StorageError) {
    let cursor = try Cursor(self, table.declaration)
    guard var page = try cursor.firstPage(key) else { return }
    repeat { try body(page) } while try cursor.nextPage(&page)
  }

  /// Lends all values of all keys from one through another, page by page, in key order; a key that
  /// fills several pages comes several times.
  @inlinable public borrowing func scanDuplicatePages<Key, Value>(
    _ table: Table<Key, Value>, from: Key? = nil, through: Key? = nil,
    _ body: (Key, UnsafeRawBufferPointer) throws(StorageError) -> ScanStep
  ) throws(StorageError) {
    let core = core
    try withBounds(from, through) { from, through throws(StorageError) in
      try walkPages(table.declaration, from, through) { key, page throws(StorageError) in
        try body(core.decode(table.declaration, key), page)
      }
    }
  }

  /// Visits the values of a key in order.
  @inlinable public borrowing func forEachDuplicate<Key, Value>(
    _ table: Table<Key, Value>, _ key: Key,
    _ body: (UnsafeRawBufferPointer) throws(StorageError) -> ScanStep
  ) throws(StorageError) {
    let cursor = try Cursor(self, table.declaration)
    guard var value = try cursor.seek(key) else { return }
    var ignored = noBytes
    repeat {
      if try body(value) == .stop { return }
    } while try cursor.move(.nextDuplicate, &ignored, &value)
  }

  /// All values of a key, in order, decoded.
  @inlinable public borrowing func duplicates<Key, Value>(
    _ table: Table<Key, Value>, _ key: Key
  ) throws(StorageError) -> [Value] {
    let core = core
    var values: [Value] = []
    try forEachDuplicate(table, key) { bytes throws(StorageError) in
      values.append(try core.decode(table.declaration, bytes))
      return .next
    }
    return values
  }

  /// The last value of a key; nil where the key is not there.
  @inlinable public borrowing func lastDuplicate<Key, Value>(
    _ table: Table<Key, Value>, _ key: Key
  ) throws(StorageError) -> Value? {
    let cursor = try Cursor(self, table.declaration)
    guard var value = try cursor.seek(key) else { return nil }
    var ignored = noBytes
    if table.flags.hasDuplicates { _ = try cursor.move(.lastDuplicate, &ignored, &value) }
    return try core.decode(table.declaration, value)
  }

  /// Number of values of a key.
  @inlinable public borrowing func duplicateCount<Key, Value>(
    _ table: Table<Key, Value>, _ key: Key
  ) throws(StorageError) -> Int {
    let cursor = try Cursor(self, table.declaration)
    guard try cursor.seek(key) != nil else { return 0 }
    return table.flags.hasDuplicates ? try cursor.duplicateCount() : 1
  }

  /// Whether a key has this very value.
  @inlinable public borrowing func contains<Key, Value>(
    _ table: Table<Key, Value>, _ key: Key, _ value: Value
  ) throws(StorageError) -> Bool {
    let cursor = try Cursor(self, table.declaration)
    let result: Result<Bool, StorageError> = key.withEncoded { key in
      value.withEncoded { value in
        do throws(StorageError) {
          return .success(try cursor.isAt(key, value))
        } catch {
          return .failure(error)
        }
      }
    }
    return try result.get()
  }

  @usableFromInline borrowing func walkPages(
    _ table: TableDeclaration, _ from: UnsafeRawBufferPointer?,
    _ through: UnsafeRawBufferPointer?,
    _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws(StorageError) -> ScanStep
  ) throws(StorageError) {
    let cursor = try Cursor(self, table)
    var key = noBytes
    var page = noBytes
    var isThere = try cursor.start(at: from, &key, &page)
    while isThere {
      if let through, key.order(against: through) > 0 { return }
      try cursor.widen(&page)
      repeat {
        if try body(key, page) == .stop { return }
      } while try cursor.nextPage(&page)
      isThere = try cursor.move(.nextKey, &key, &page)
    }
  }
}

extension Cursor {
  /// Goes to a key; its first value, nil where it is not there.
  @inlinable borrowing func seek(
    _ key: some TableKey
  ) throws(StorageError) -> UnsafeRawBufferPointer? {
    let result: Result<UnsafeRawBufferPointer?, StorageError> = key.withEncoded { key in
      do throws(StorageError) {
        var value = noBytes
        return .success(try seek(key, &value) ? value : nil)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// Goes to a key; its first page of values.
  @inlinable borrowing func firstPage(
    _ key: some TableKey
  ) throws(StorageError) -> UnsafeRawBufferPointer? {
    guard var page = try seek(key) else { return nil }
    try widen(&page)
    return page
  }

  /// From the first value of a key to the page that it begins.
  @usableFromInline borrowing func widen(
    _ page: inout UnsafeRawBufferPointer
  ) throws(StorageError) {
    precondition(
      table.flags.contains(.fixedDuplicates), "table \(table.name) has no fixed duplicates")
    // Where a key has one value only the store reports success and leaves `page` as it is: at that
    // one value, to which the cursor moved before.
    var ignored = noBytes
    _ = try move(.page, &ignored, &page)
  }

  @usableFromInline borrowing func nextPage(
    _ page: inout UnsafeRawBufferPointer
  ) throws(StorageError) -> Bool {
    var ignored = noBytes
    return try move(.nextPage, &ignored, &page)
  }

  /// Whether the table has this key with this value.
  @usableFromInline borrowing func isAt(
    _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
  ) throws(StorageError) -> Bool {
    var key = key
    guard table.flags.hasDuplicates else {
      var found = noBytes
      return try seek(key, &found) && found.order(against: value) == 0
    }
    guard (1...ReadTransaction.keyBytesMax).contains(key.count) else { return false }
    var value = value
    return try move(.toPair, &key, &value)
  }
}
