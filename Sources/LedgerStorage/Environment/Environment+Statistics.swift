internal import CLMDB

extension Environment {
  /// What a file holds, for `stats`.
  public struct Statistics: Hashable, Sendable {
    /// Size of the file.
    public let fileBytes: Int
    public let pageBytes: Int
    /// Pages that the file has, used or free.
    public let pages: Int
    /// Pages that later commits will use again.
    public let pagesFree: Int
    /// Addresses reserved: the most that the file can grow to.
    public let mapBytes: Int
    /// Commits so far.
    public let transactions: Int
    public let readersMax: Int
    /// Reader slots taken so far, idle ones included.
    public let readers: Int
    public let tables: [TableStatistics]
  }

  public struct TableStatistics: Hashable, Sendable {
    public let name: String
    /// Values: in a table of duplicates, each counts.
    public let entries: Int
    /// Levels of the tree.
    public let depth: Int
    public let branchPages: Int
    public let leafPages: Int
    /// Pages of values that are too large for a leaf.
    public let overflowPages: Int
  }

  /// Measures the file as of its last commit.
  public func stat() throws(StorageError) -> Statistics {
    try read { transaction throws(StorageError) in
      var info = MDB_envinfo()
      try core.check(mdb_env_info(core.pointer, &info))
      var main = MDB_stat()
      try core.check(mdb_stat(transaction.pointer, Self.freeHandle, &main))
      var tables: [TableStatistics] = []
      for table in core.schema.allTables { tables.append(try transaction.statistics(of: table)) }
      return Statistics(
        fileBytes: Files.size(of: path) ?? 0, pageBytes: Int(main.ms_psize),
        pages: info.me_last_pgno + 1, pagesFree: try transaction.freePages(),
        mapBytes: info.me_mapsize, transactions: info.me_last_txnid,
        readersMax: Int(info.me_maxreaders), readers: Int(info.me_numreaders), tables: tables)
    }
  }

  /// Frees the reader slots of processes that are gone, as opening does; how many.
  @discardableResult public func clearStaleReaders() -> Int { core.clearStaleReaders() }

  /// The store's own table of free pages.
  fileprivate static let freeHandle: UInt32 = 0
}

extension ReadTransaction {
  fileprivate borrowing func statistics(
    of table: TableDeclaration
  ) throws(StorageError) -> Environment.TableStatistics {
    var stat = MDB_stat()
    try core.check(mdb_stat(pointer, core.handle(of: table), &stat), table.name)
    return Environment.TableStatistics(
      name: table.name, entries: stat.ms_entries, depth: Int(stat.ms_depth),
      branchPages: stat.ms_branch_pages, leafPages: stat.ms_leaf_pages,
      overflowPages: stat.ms_overflow_pages)
  }

  /// Each entry of the store's free table is a list of page numbers that begins with its length.
  fileprivate borrowing func freePages() throws(StorageError) -> Int {
    var cursor: OpaquePointer?
    try core.check(mdb_cursor_open(pointer, Environment.freeHandle, &cursor))
    guard let cursor else { return 0 }
    defer { mdb_cursor_close(cursor) }
    var key = MDB_val()
    var value = MDB_val()
    var count = 0
    var status = mdb_cursor_get(cursor, &key, &value, MDB_FIRST)
    while status == MDB_SUCCESS {
      count += value.bytes.loadUnaligned(as: Int.self)
      status = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)
    }
    guard status == MDB_NOTFOUND else { throw core.failure(status) }
    return count
  }
}

extension EnvironmentCore {
  fileprivate func check(_ status: Int32, _ table: String = "") throws(StorageError) {
    if status != MDB_SUCCESS { throw failure(status, table) }
  }
}
