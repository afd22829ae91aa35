public import LedgerCore
import LedgerProofs
import LedgerStorage
import Synchronization

/// Entries that are shown are held against the tree first.
extension LogReader {
  /// Leaf hashes that were found to give the kept hash of their 256 entries.
  struct GuardedTiles: Sendable {
    private var tiles: [UInt64: [Hash256]] = [:]
    /// Of 8 KB each.
    private static let tilesMax = 256

    subscript(index: UInt64) -> [Hash256]? { tiles[index] }

    mutating func keep(_ leaves: [Hash256], _ index: UInt64) {
      if tiles.count >= GuardedTiles.tilesMax { tiles.removeAll(keepingCapacity: true) }
      tiles[index] = leaves
    }
  }

  /// An entry whose bytes are those that the tree was made of. The last entries, of which no hash is
  /// kept yet, are given as they are.
  ///
  /// Costs the hashing of 256 entries for the first of them, and of one entry for each other.
  public func guardedEntry(at position: LogPosition) throws(LogError) -> Entry {
    let bytes = try canonicalEntry(at: position)
    if let leaves = try leaves(around: position),
      leaves[Int(position.rawValue & 255)] != MerkleTree.leafHash(bytes)
    {
      throw .altered(position)
    }
    return try entry(at: position)
  }

  /// Nil where their hash is not kept yet.
  private func leaves(around position: LogPosition) throws(LogError) -> [Hash256]? {
    let index = position.rawValue >> 8
    if let known = guarded.withLock({ $0[index] }) { return known }
    let range = index << 8..<(index + 1) << 8
    guard let kept = try treeHash(level: 8, index: index) else {
      guard try nextPosition().rawValue < range.upperBound else {
        throw .treeIncomplete(level: 8, index..<index + 1)
      }
      return nil
    }
    let leaves = try tree(size: LogPosition(range.upperBound)).leaves(of: index)
    var frontier = MerkleFrontier()
    for leaf in leaves { frontier.append(leaf) }
    guard frontier.root == kept else { throw .altered(position) }
    guarded.withLock { $0.keep(leaves, index) }
    return leaves
  }
}

extension TiledHashes<LogTree> {
  /// Hashes of the 256 leaves below a subtree of level 8.
  fileprivate func leaves(of index: UInt64) throws(LogError) -> [Hash256] {
    var leaves: [Hash256] = []
    for leaf in index << 8..<(index + 1) << 8 { leaves.append(try hash(level: 0, index: leaf)) }
    return leaves
  }
}
