import LedgerCore
import LedgerStorage

@testable import LedgerEngine
@testable import LedgerIndex
@testable import LedgerLog

/// Rows as a ledger's files hold them, some of each table.
struct StoredRows {
  private var rows: [String: [[UInt8]]] = [:]
  private static let takenMax = 60

  subscript(_ name: String) -> [[UInt8]] { rows[name] ?? [] }

  init(_ history: SignedHistory) throws {
    let ledger = history.ledger
    try ledger.flush()
    let log = try Environment.open(path: history.path + "/log.mdb", schema: LogTables.schema)
    try take(LogTables.entries, of: log)
    try take(LogTables.bodies, of: log)
    try take(LogTables.dictionaries, of: log)
    // They are trained beside the writer, which may not have come to it yet.
    rows["dictionaries", default: []].append(
      DictionaryRecord(shape: "shop/order", bytes: Array("a dictionary".utf8)).encoded)
    for position in 0..<40 as Range<UInt64> {
      guard let body = try ledger.log.body(at: LogPosition(position), verifying: true) else {
        continue
      }
      rows["payloads", default: []].append(try body.encoded())
    }
    let index = try Environment.open(
      path: history.path + "/index-1.mdb", schema: IndexSchema.schema)
    try take(IndexSchema.orders, of: index)
    try take(IndexSchema.threads, of: index)
    try take(IndexSchema.channels, of: index)
    try take(IndexSchema.codes, of: index)
    try take(IndexSchema.spaces, of: index)
    try take(IndexSchema.deliveries, of: index)
    try take(IndexSchema.references, of: index)
    try take(IndexSchema.spine, of: index)
    try take(IndexSchema.loose, of: index)
    try take(IndexSchema.activity, of: index)
    let directory = try DirectoryFile.openNewest(in: history.path).environment
    try take(DirectorySchema.threads, of: directory, as: "directory threads")
    try take(DirectorySchema.references, of: directory, as: "directory references")
  }

  private mutating func take<Key, Value>(
    _ table: Table<Key, Value>, of file: Environment, as name: String? = nil
  ) throws {
    var taken: [[UInt8]] = []
    try file.read { transaction throws(StorageError) in
      try transaction.scanBytes(table) { _, bytes throws(StorageError) in
        taken.append(Array(bytes))
        return taken.count < StoredRows.takenMax ? .next : .stop
      }
    }
    rows[name ?? table.name] = taken
  }
}
