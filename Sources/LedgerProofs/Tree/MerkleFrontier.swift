public import LedgerCore

/// The right edge of a growing Merkle tree (RFC 6962, section 2.1): the roots of the complete
/// subtrees that make it up, one for each bit of its size. It is all that appending needs.
public struct MerkleFrontier: Hashable, Sendable {
  /// Number of leaves.
  public private(set) var size: UInt64
  /// Roots of the complete subtrees, the largest first: one for each 1 in the binary size.
  public private(set) var subtrees: [Hash256]

  /// Of a tree without leaves.
  public init() {
    size = 0
    subtrees = []
    subtrees.reserveCapacity(MerkleFrontier.subtreesMax)
  }

  /// - Parameter subtrees: the largest first, one for each 1 in the binary size.
  public init(size: UInt64, subtrees: [Hash256]) {
    precondition(subtrees.count == size.nonzeroBitCount, "a subtree for each bit of the size")
    self.size = size
    self.subtrees = subtrees
    self.subtrees.reserveCapacity(MerkleFrontier.subtreesMax)
  }

  /// Of the first `size` leaves of a tree.
  public init<Hashes: SubtreeHashes>(
    size: UInt64, of hashes: Hashes
  ) throws(Hashes.Failure) {
    var subtrees: [Hash256] = []
    for subtree in Subtree.making(up: 0..<size) {
      subtrees.append(try hashes.hash(level: subtree.level, index: subtree.index))
    }
    self.init(size: size, subtrees: subtrees)
  }

  /// Adds a leaf, given by its hash.
  public mutating func append(_ leaf: Hash256) {
    append(leaf) { _, _, _ in }
  }

  /// Adds a leaf, given by its hash, and tells of what it completes.
  ///
  /// Costs one hash for each leaf in the long run, and allocates nothing.
  ///
  /// - Parameter completed: called with each subtree of 256, 65,536, … leaves that this leaf
  ///   completes, the smallest first: its level (8, 16, …; 2^level leaves), its index among
  ///   those of its level, its hash.
  public mutating func append<Failure: Error>(
    _ leaf: Hash256,
    completed: (_ level: Int, _ index: UInt64, _ hash: Hash256) throws(Failure) -> Void
  ) throws(Failure) {
    try append(subtree: leaf, level: 0, completed: completed)
  }

  /// Adds 2^level leaves at once, given by the root over them; the size so far must be a multiple of as
  /// many.
  public mutating func append<Failure: Error>(
    subtree: Hash256, level: Int,
    completed: (_ level: Int, _ index: UInt64, _ hash: Hash256) throws(Failure) -> Void
  ) throws(Failure) {
    precondition(size & (1 << UInt64(level) - 1) == 0, "subtrees begin at multiples of their size")
    var hash = subtree
    var level = level
    var index = size >> UInt64(level)
    size += 1 << UInt64(level)
    if level > 0, level & 7 == 0 { try completed(level, index, hash) }
    while index & 1 == 1 {
      hash = MerkleTree.nodeHash(subtrees.removeLast(), hash)
      level += 1
      index >>= 1
      if level & 7 == 0 { try completed(level, index, hash) }
    }
    subtrees.append(hash)
  }

  /// The root of the tree so far.
  public var root: Hash256 {
    guard var root = subtrees.last else { return MerkleTree.emptyRoot }
    for subtree in subtrees.dropLast().reversed() { root = MerkleTree.nodeHash(subtree, root) }
    return root
  }

  private static let subtreesMax = 64
}
