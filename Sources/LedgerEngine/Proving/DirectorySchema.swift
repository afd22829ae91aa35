import LedgerCore
import LedgerStorage

/// The tables of a directory file (`docs/proofs.md`): what one entry of kind `directory` has the roots
/// of. Made once and never changed; it can be made again from the log.
enum DirectorySchema {
  /// Number of a thread → its leaf.
  static let threads = Table<UInt64, [UInt8]>("threads", .appendOnly)
  /// Key of a reference → its value.
  static let references = Table<Hash256, [UInt8]>("references", .appendOnly)
  /// Level and index of a complete subtree of 256^level leaves of the thread tree → its hash.
  static let subtrees = Table<Pair<UInt8, UInt64>, Hash256>("subtrees")

  static let schema = Schema(
    purpose: "directory", version: 1, tables: [threads, references, subtrees])

  /// Settings in `meta`: the body of the entry, and the hashes at the top of the reference map.
  static let headKey = "head"
  static let topKey = "top"
}
