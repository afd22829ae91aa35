import CLMDB
import Foundation

/// A file of the store, with rows as plain bytes: what is written is valid as pages, whatever it says.
struct RawFile {
  struct Row: Hashable {
    var key: [UInt8]
    var value: [UInt8]
  }

  struct Failed: Error {
    let status: Int32
  }

  let path: String

  /// Names of all tables, without `meta` of the store itself.
  func tables() throws -> [String] {
    try transaction(writing: false) { transaction in
      var names: [String] = []
      try RawFile.scan(transaction, try RawFile.table(transaction, nil)) { names.append($0) }
      return names
    }
  }

  func rows(of name: String) throws -> [Row] {
    try transaction(writing: false) { transaction in
      var rows: [Row] = []
      try RawFile.scan(transaction, try RawFile.table(transaction, name)) { rows.append($0) }
      return rows
    }
  }

  /// Everything that can be read.
  func contents() throws -> [String: [Row]] {
    var contents: [String: [Row]] = [:]
    for name in try tables() { contents[name] = try rows(of: name) }
    return contents
  }

  /// Removes rows, then adds others.
  func change(_ name: String, removing old: [Row], adding new: [Row]) throws {
    try transaction(writing: true) { transaction in
      let table = try RawFile.table(transaction, name)
      var flags: UInt32 = 0
      mdb_dbi_flags(transaction, table, &flags)
      let hasDuplicates = flags & UInt32(MDB_DUPSORT) != 0
      for row in old {
        try RawFile.lend(row) { key, value in
          let status =
            hasDuplicates
            ? mdb_del(transaction, table, &key, &value) : mdb_del(transaction, table, &key, nil)
          try RawFile.check(status)
        }
      }
      for row in new {
        try RawFile.lend(row) { key, value in
          try RawFile.check(mdb_put(transaction, table, &key, &value, 0))
        }
      }
    }
  }

  // MARK: The store

  private func transaction<Result>(
    writing: Bool, _ body: (OpaquePointer) throws -> Result
  ) throws -> Result {
    var environment: OpaquePointer?
    try RawFile.check(mdb_env_create(&environment))
    defer { mdb_env_close(environment) }
    mdb_env_set_maxdbs(environment, 64)
    mdb_env_set_mapsize(environment, 1 << 30)
    let flags = UInt32(MDB_NOSUBDIR | MDB_NOLOCK | MDB_NOSYNC) | (writing ? 0 : UInt32(MDB_RDONLY))
    try RawFile.check(mdb_env_open(environment, path, flags, 0o600))
    var transaction: OpaquePointer?
    try RawFile.check(
      mdb_txn_begin(environment, nil, writing ? 0 : UInt32(MDB_RDONLY), &transaction))
    guard let transaction else { throw Failed(status: 0) }
    do {
      let result = try body(transaction)
      try RawFile.check(mdb_txn_commit(transaction))
      return result
    } catch {
      mdb_txn_abort(transaction)
      throw error
    }
  }

  private static func table(_ transaction: OpaquePointer, _ name: String?) throws -> MDB_dbi {
    var table: MDB_dbi = 0
    try check(mdb_dbi_open(transaction, name, 0, &table))
    return table
  }

  private static func scan(
    _ transaction: OpaquePointer, _ table: MDB_dbi, _ body: (Row) -> Void
  ) throws {
    var cursor: OpaquePointer?
    try check(mdb_cursor_open(transaction, table, &cursor))
    defer { mdb_cursor_close(cursor) }
    var (key, value) = (MDB_val(), MDB_val())
    while true {
      let status = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)
      if status == MDB_NOTFOUND { return }
      try check(status)
      body(Row(key: bytes(key), value: bytes(value)))
    }
  }

  private static func scan(
    _ transaction: OpaquePointer, _ table: MDB_dbi, _ body: (String) -> Void
  ) throws {
    try scan(transaction, table) { (row: Row) in body(String(decoding: row.key, as: UTF8.self)) }
  }

  private static func lend(
    _ row: Row, _ body: (inout MDB_val, inout MDB_val) throws -> Void
  ) throws {
    var (keyBytes, valueBytes) = (row.key, row.value)
    try keyBytes.withUnsafeMutableBytes { key in
      try valueBytes.withUnsafeMutableBytes { value in
        var lentKey = MDB_val(mv_size: key.count, mv_data: key.baseAddress)
        var lentValue = MDB_val(mv_size: value.count, mv_data: value.baseAddress)
        try body(&lentKey, &lentValue)
      }
    }
  }

  private static func bytes(_ value: MDB_val) -> [UInt8] {
    Array(UnsafeRawBufferPointer(start: value.mv_data, count: value.mv_size))
  }

  private static func check(_ status: Int32) throws {
    guard status == MDB_SUCCESS else { throw Failed(status: status) }
  }
}
