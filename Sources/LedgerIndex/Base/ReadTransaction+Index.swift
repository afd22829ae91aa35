import Crypto
import LedgerCore
import LedgerStorage

/// The index file's own part of each look-up; `LiveIndex` lays the tail over it.
extension ReadTransaction {
  borrowing func hits(_ value: Hash128) throws(StorageError) -> [ReferenceHit] {
    var hits: [ReferenceHit] = []
    try duplicates(of: IndexSchema.references, value) { hits.append($0) }
    return hits
  }

  borrowing func marks(_ key: UInt64) throws(StorageError) -> [DeliveryMark] {
    var marks: [DeliveryMark] = []
    try duplicates(of: IndexSchema.deliveries, key) { marks.append($0) }
    return marks
  }

  borrowing func membership(_ thread: ThreadID) throws(StorageError) -> [ThreadID] {
    var roots: [ThreadID] = []
    try duplicates(of: IndexSchema.membership, thread.rawValue) {
      roots.append(ThreadID(rawValue: $0))
    }
    return roots
  }

  borrowing func appendSpine(
    of thread: ThreadID, to entries: inout [SpineEntry]
  ) throws(StorageError) {
    try duplicates(of: IndexSchema.spine, thread.rawValue) { entries.append($0.entry) }
  }

  /// The entries of some threads, in log order; those of shared threads are marked.
  borrowing func spine(
    threads: [ThreadID], shared: [ThreadID]
  ) throws(StorageError) -> [SpineEntry] {
    var entries: [SpineEntry] = []
    for thread in threads { try appendSpine(of: thread, to: &entries) }
    let own = entries.count
    for thread in shared { try appendSpine(of: thread, to: &entries) }
    for index in own..<entries.count { entries[index].flags.insert(.shared) }
    if threads.count + shared.count > 1 { entries.sort(by: SpineEntry.isBefore) }
    return entries
  }

  borrowing func threadRow(_ thread: ThreadID) throws(StorageError) -> ThreadRow? {
    try withBytes(IndexSchema.threads, thread.rawValue) { (bytes) throws(StorageError) in
      try IndexFault.reading("threads") { () throws(MalformedBytes) in
        try ThreadRow(bytes: bytes)
      }
    }
  }

  borrowing func orderRow(_ root: ThreadID) throws(StorageError) -> OrderRow? {
    try withBytes(IndexSchema.orders, root.rawValue) { (bytes) throws(StorageError) in
      try IndexFault.reading("orders") { () throws(MalformedBytes) in
        try OrderRow(bytes: bytes)
      }
    }
  }

  /// What an order counts for, and its row's digest.
  borrowing func orderSummary(
    _ root: ThreadID
  ) throws(StorageError) -> (OrderRow.Summary, Hash256)? {
    try withBytes(IndexSchema.orders, root.rawValue) { (bytes) throws(StorageError) in
      try IndexFault.reading("orders") { () throws(MalformedBytes) in
        (try OrderRow.Summary(of: bytes), Hash256(bytes: SHA256.hash(data: bytes)))
      }
    }
  }

  /// Every value under a key of a table of duplicates, in order.
  borrowing func duplicates<Key: TableKey, Value: TableValue>(
    of table: Table<Key, Value>, _ key: Key, _ body: (Value) -> Void
  ) throws(StorageError) {
    let size = Value.fixedSize ?? 1
    try forEachDuplicatePage(table, key) { page in
      for offset in stride(from: 0, to: page.count, by: size) {
        let bytes = UnsafeRawBufferPointer(rebasing: page[offset..<offset + size])
        if let value = Value(encoded: bytes) { body(value) }
      }
    }
  }
}

/// Turns unreadable rows into the storage layer's error.
enum IndexFault {
  static func reading<Result>(
    _ table: String, _ body: () throws(MalformedBytes) -> Result
  ) throws(StorageError) -> Result {
    do {
      return try body()
    } catch {
      throw .corrupted(
        path: "index", detail: "table \(table): a row is not readable at byte \(error.offset)")
    }
  }
}
