import Crypto
import LedgerCore

/// The content addresses of a rulebook.
enum Revision {
  /// SHA-256 over the files in path order: for each the length of its path (eight bytes,
  /// big-endian), the path, the length of its bytes and the bytes.
  static func revision(of files: [Rulebook.File]) -> Hash256 {
    var hash = SHA256()
    let files = files.filter { RulebookPath.counts($0.path) }
      .sorted { Array($0.path.utf8).lexicographicallyPrecedes(Array($1.path.utf8)) }
    for file in files {
      add(Array(file.path.utf8), to: &hash)
      add(file.bytes, to: &hash)
    }
    return Hash256(bytes: hash.finalize())
  }

  /// SHA-256 over the outline of extraction: it does not change with mapping rows,
  /// comments or layout.
  static func extractionRevision(of rulebook: Rulebook) -> Hash256 {
    var hash = SHA256()
    for entry in Outline(ofExtraction: rulebook).entries {
      add(Array(entry.key.utf8), to: &hash)
      add(Array(entry.value.utf8), to: &hash)
    }
    return Hash256(bytes: hash.finalize())
  }

  private static func add(_ bytes: [UInt8], to hash: inout SHA256) {
    let count = UInt64(bytes.count)
    hash.update(data: (0..<8).map { UInt8(truncatingIfNeeded: count >> (56 - 8 * UInt64($0))) })
    hash.update(data: bytes)
  }
}
