public import LedgerCore
public import LedgerProofs
import LedgerStorage

/// The hash tree over the first entries of a log: what the log keeps of it, and the entries' own hashes.
public struct LogTree: TileSource {
  private let reader: LogReader
  public let size: UInt64

  init(_ reader: LogReader, size: LogPosition) {
    self.reader = reader
    self.size = size.rawValue
  }

  public func hashes(level: Int, _ indices: Range<UInt64>) throws(LogError) -> [Hash256] {
    let hashes = try level == 0 ? leaves(indices) : subtrees(UInt8(level), indices)
    guard hashes.count == indices.count else { throw .treeIncomplete(level: level, indices) }
    return hashes
  }

  private func leaves(_ indices: Range<UInt64>) throws(LogError) -> [Hash256] {
    var hashes: [Hash256] = []
    try LogError.wrapping { () throws(StorageError) in
      try reader.environment.read { (transaction) throws(StorageError) in
        try transaction.scan(
          LogTables.entries, from: LogPosition(indices.lowerBound),
          through: LogPosition(indices.upperBound - 1)
        ) { _, bytes in
          hashes.append(MerkleTree.leafHash(bytes))
          return .next
        }
      }
    }
    return hashes
  }

  private func subtrees(
    _ level: UInt8, _ indices: Range<UInt64>
  ) throws(LogError) -> [Hash256] {
    var hashes: [Hash256] = []
    try LogError.wrapping { () throws(StorageError) in
      try reader.environment.read { (transaction) throws(StorageError) in
        try transaction.scan(
          LogTables.tree, from: Pair(level, indices.lowerBound),
          through: Pair(level, indices.upperBound - 1)
        ) { _, bytes in
          if let hash = Hash256(encoded: bytes) { hashes.append(hash) }
          return .next
        }
      }
    }
    return hashes
  }
}

extension LogReader {
  /// The tree over the first entries (RFC 6962, section 2.1). What it has hashed it remembers.
  public func tree(size: LogPosition) -> TiledHashes<LogTree> {
    TiledHashes(LogTree(self, size: size))
  }

  /// Hashes of the tree: of entries at level 0, of complete subtrees at levels 8, 16, …
  public func treeHashes(level: Int, _ indices: Range<UInt64>) throws(LogError) -> [Hash256] {
    try LogTree(self, size: LogPosition(indices.upperBound << UInt64(level)))
      .hashes(level: level, indices)
  }

  /// The kept hash of a complete subtree of 2^level entries, at levels 8, 16, …; nil where none is.
  public func treeHash(level: Int, index: UInt64) throws(LogError) -> Hash256? {
    try LogError.wrapping { () throws(StorageError) in
      try environment.read { (transaction) throws(StorageError) in
        try transaction.get(LogTables.tree, Pair(UInt8(level), index))
      }
    }
  }

  /// The root of the tree over the first entries.
  public func root(size: LogPosition) throws(LogError) -> Hash256 {
    try tree(size: size).root(size: size.rawValue)
  }

  /// The leaf hash of an entry: SHA-256(0x00 ‖ canonical entry), RFC 6962, section 2.1.
  public func leafHash(at position: LogPosition) throws(LogError) -> Hash256 {
    let hash = try environment.read(failingWith: LogError.self) { transaction throws(LogError) in
      try transaction.lend(LogTables.entries, position) { bytes throws(LogError) in
        MerkleTree.leafHash(bytes)
      }
    }
    guard let hash else { throw .noEntry(position) }
    return hash
  }
}

extension EntryView {
  /// SHA-256(0x00 ‖ canonical entry), RFC 6962, section 2.1.
  public var leafHash: Hash256 { MerkleTree.leafHash(bytes) }
}
