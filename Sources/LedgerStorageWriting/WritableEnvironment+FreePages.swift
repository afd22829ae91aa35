internal import CKernel
internal import CLMDB
internal import Glibc
public import LedgerStorage

extension WritableEnvironment {
  /// Gives the room of free pages that no reader sees back to the disk, as holes in the file: its
  /// length stays, and later commits use them as before. Nothing is given back where the file system
  /// knows no holes.
  ///
  /// - Returns: bytes.
  public func giveBackFreePages() throws(StorageError) -> UInt64 {
    // Nobody commits meanwhile, so that none of these pages comes into use.
    try write { _ throws(StorageError) in
      try reading.read { transaction throws(StorageError) in
        let (pages, pageBytes) = try freePages(transaction)
        return try punch(pages, pageBytes)
      }
    }
  }

  /// Those that also the oldest reader, and the commit before the last, do without; ascending.
  private func freePages(
    _ transaction: borrowing ReadTransaction
  ) throws(StorageError) -> (pages: [Int], pageBytes: Int) {
    var info = MDB_envinfo()
    var status = mdb_env_info(core.pointer, &info)
    guard status == MDB_SUCCESS else { throw core.failure(status) }
    let oldest = min(oldestReader(), info.me_last_txnid)
    var stat = MDB_stat()
    status = mdb_stat(transaction.pointer, WritableEnvironment.freeTable, &stat)
    guard status == MDB_SUCCESS else { throw core.failure(status) }
    var cursor: OpaquePointer?
    status = mdb_cursor_open(transaction.pointer, WritableEnvironment.freeTable, &cursor)
    guard status == MDB_SUCCESS, let cursor else { throw core.failure(status) }
    defer { mdb_cursor_close(cursor) }
    var key = MDB_val()
    var value = MDB_val()
    var pages: [Int] = []
    status = mdb_cursor_get(cursor, &key, &value, MDB_FIRST)
    // Freed by which commit; their number, then each of them.
    while status == MDB_SUCCESS, key.mv_data.loadUnaligned(as: Int.self) < oldest {
      let count = value.mv_data.loadUnaligned(as: Int.self)
      for number in 1...max(count, 1) where number <= count {
        pages.append(value.mv_data.loadUnaligned(fromByteOffset: number * 8, as: Int.self))
      }
      status = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)
    }
    guard status == MDB_SUCCESS || status == MDB_NOTFOUND else { throw core.failure(status) }
    return (pages.sorted(), Int(stat.ms_psize))
  }

  /// The store's own table of free pages.
  private static let freeTable: UInt32 = 0

  /// The last commit that the oldest reader sees.
  private func oldestReader() -> Int {
    var oldest = Int.max
    withUnsafeMutablePointer(to: &oldest) { oldest in
      // A line for each: process, thread, commit; `-` for one that reads nothing now.
      _ = mdb_reader_list(
        core.pointer,
        { line, context in
          guard let line, let context else { return 0 }
          let words = String(cString: line).split(whereSeparator: \.isWhitespace)
          if words.count == 3, let commit = Int(words[2]) {
            let oldest = context.assumingMemoryBound(to: Int.self)
            oldest.pointee = min(oldest.pointee, commit)
          }
          return 0
        }, oldest)
    }
    return oldest
  }

  private func punch(_ pages: [Int], _ pageBytes: Int) throws(StorageError) -> UInt64 {
    var descriptor: Int32 = -1
    let status = mdb_env_get_fd(core.pointer, &descriptor)
    guard status == MDB_SUCCESS else { throw core.failure(status) }
    let before = allocatedBytes(descriptor)
    var start = 0
    while start < pages.count {
      var end = start + 1
      while end < pages.count, pages[end] == pages[end - 1] + 1 { end += 1 }
      let result = fallocate(
        descriptor, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, pages[start] * pageBytes,
        (end - start) * pageBytes)
      if result != 0 {
        if errno == EINTR { continue }
        if errno == EOPNOTSUPP { return 0 }
        throw StorageError(writing: path, errno: errno)
      }
      start = end
    }
    let after = allocatedBytes(descriptor)
    return before > after ? before - after : 0
  }

  private func allocatedBytes(_ descriptor: Int32) -> UInt64 {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? UInt64(status.st_blocks) * 512 : 0
  }
}
