internal import CLMDB

/// A reader's place at the last commit, held in the store's table of readers: writers do not use the
/// pages of this commit again. No page is looked at through the store but the headers.
final class PinnedSnapshot {
  let transaction: UInt64
  private let opened: OpenedStore
  private let pointer: OpaquePointer
  private let watch: WriterWatch?

  init(path: String) throws(StorageError) {
    let opened = try OpenedStore.open(
      path: path, access: .reading, tablesMax: 1, options: EnvironmentOptions())
    let watch = opened.access == .readingUnregistered ? WriterWatch(path: path) : nil
    do throws(StorageError) {
      try watch?.begin()
    } catch {
      mdb_env_close(opened.pointer)
      throw error
    }
    do throws(StorageError) {
      pointer = try Self.begin(opened)
    } catch {
      watch?.end()
      mdb_env_close(opened.pointer)
      throw error
    }
    self.opened = opened
    self.watch = watch
    transaction = UInt64(mdb_txn_id(pointer))
  }

  deinit {
    mdb_txn_abort(pointer)
    watch?.end()
    mdb_env_close(opened.pointer)
  }

  private static func begin(_ opened: OpenedStore) throws(StorageError) -> OpaquePointer {
    var transaction: OpaquePointer?
    var status = mdb_txn_begin(opened.pointer, nil, UInt32(MDB_RDONLY), &transaction)
    if status == MDB_READERS_FULL {
      // Slots of killed processes stay taken until somebody looks.
      var count: Int32 = 0
      mdb_reader_check(opened.pointer, &count)
      status = mdb_txn_begin(opened.pointer, nil, UInt32(MDB_RDONLY), &transaction)
    }
    guard status == MDB_SUCCESS, let transaction else {
      throw StorageError(status: status, CallContext(path: opened.path))
    }
    return transaction
  }
}
