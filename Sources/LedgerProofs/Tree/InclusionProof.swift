public import LedgerCore

/// A proof that a leaf stands at an index of a tree (RFC 6962, section 2.1.1).
public struct InclusionProof: Hashable, Sendable {
  /// The leaf's, from 0.
  public var index: UInt64
  /// The tree's number of leaves.
  public var size: UInt64
  /// The leaf's sibling first.
  public var path: [Hash256]

  public init(index: UInt64, size: UInt64, path: [Hash256]) {
    self.index = index
    self.size = size
    self.path = path
  }

  /// The root of the tree that has this leaf at the index (RFC 9162, section 2.1.3.2); nil where
  /// the index is not in the tree or the path is longer or shorter than that leaf's.
  public func root(ofLeaf leaf: Hash256) -> Hash256? {
    guard index < size else { return nil }
    var node = index
    var last = size - 1
    var hash = leaf
    for sibling in path {
      guard last > 0 else { return nil }
      if node & 1 == 1 || node == last {
        hash = MerkleTree.nodeHash(sibling, hash)
        // At the right edge a node has no sibling on the levels where the count is odd.
        while node & 1 == 0, node != 0 {
          node >>= 1
          last >>= 1
        }
      } else {
        hash = MerkleTree.nodeHash(hash, sibling)
      }
      node >>= 1
      last >>= 1
    }
    return last == 0 ? hash : nil
  }
}
