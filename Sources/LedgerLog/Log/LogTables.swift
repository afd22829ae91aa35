import LedgerCore
import LedgerStorage

/// The tables of `log.mdb` (`docs/format.md`).
enum LogTables {
  static let fileName = "log.mdb"

  /// Canonical entries.
  static let entries = Table<LogPosition, [UInt8]>("entries", .appendOnly)
  /// Stored bodies, in chunks. Not append-only: erasing takes one away, archiving replaces it.
  static let bodies = Table<BodyKey, [UInt8]>("bodies")
  static let dictionaries = Table<UInt32, [UInt8]>("dictionaries", .appendOnly)

  /// Level and index of a complete subtree of 2^level entries, at levels 8, 16, … → its hash.
  static let tree = Table<TreeKey, Hash256>("tree")

  static let schema = Schema(
    purpose: "log", version: 1, tables: [entries, bodies, dictionaries, tree])

  /// Two records of this size, with key and overhead, fill a page of LMDB exactly. A longer one
  /// would take whole pages of its own, so longer bodies are cut.
  static let chunkBytesMax = 2_020

  typealias TreeKey = Pair<UInt8, UInt64>
  typealias BodyKey = Pair<LogPosition, UInt16>
}
