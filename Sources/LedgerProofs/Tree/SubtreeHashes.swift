public import LedgerCore

/// A Merkle tree (RFC 6962, section 2.1) as the hashes of its complete subtrees, from which every
/// root and every proof follows.
public protocol SubtreeHashes {
  associatedtype Failure: Error

  /// The hash of the complete subtree of 2^level leaves with that index among those of its level.
  /// Level 0 is the leaves' own hashes. Asked only for subtrees within the size given to the
  /// functions below.
  func hash(level: Int, index: UInt64) throws(Failure) -> Hash256
}

extension SubtreeHashes {
  /// The root of the first `size` leaves.
  public func root(size: UInt64) throws(Failure) -> Hash256 {
    guard size > 0 else { return MerkleTree.emptyRoot }
    return try root(of: 0..<size)
  }

  /// The root of a range that begins where RFC 6962 splits.
  func root(of leaves: Range<UInt64>) throws(Failure) -> Hash256 {
    var root: Hash256?
    for part in Subtree.making(up: leaves).reversed() {
      let left = try hash(level: part.level, index: part.index)
      root = root.map { MerkleTree.nodeHash(left, $0) } ?? left
    }
    guard let root else { preconditionFailure("a range of a tree has a leaf") }
    return root
  }
}
