public import LedgerCore

/// A proof that a tree begins with all leaves of an older one (RFC 6962, section 2.1.2).
public struct ConsistencyProof: Hashable, Sendable {
  public var path: [Hash256]

  public init(path: [Hash256]) { self.path = path }

  /// Whether the proof shows that the first `oldSize` leaves of the newer tree are those of the
  /// older one (RFC 9162, section 2.1.4.2). Trees of equal size need equal roots and no path. An
  /// empty tree says nothing that could be held against a later one: false.
  public func isValid(
    oldSize: UInt64, oldRoot: Hash256, newSize: UInt64, newRoot: Hash256
  ) -> Bool {
    guard oldSize > 0, oldSize <= newSize else { return false }
    if oldSize == newSize { return path.isEmpty && oldRoot == newRoot }
    // An older tree that is one complete subtree is not repeated in the path.
    let isComplete = oldSize & (oldSize - 1) == 0
    guard let first = isComplete ? oldRoot : path.first else { return false }
    let skipped = UInt64((oldSize - 1).trailingOneBitCount)
    var node = (oldSize - 1) >> skipped
    var last = (newSize - 1) >> skipped
    var (old, new) = (first, first)
    for hash in path.dropFirst(isComplete ? 0 : 1) {
      guard last > 0 else { return false }
      if node & 1 == 1 || node == last {
        old = MerkleTree.nodeHash(hash, old)
        new = MerkleTree.nodeHash(hash, new)
        while node & 1 == 0, node != 0 {
          node >>= 1
          last >>= 1
        }
      } else {
        new = MerkleTree.nodeHash(new, hash)
      }
      node >>= 1
      last >>= 1
    }
    return last == 0 && old == oldRoot && new == newRoot
  }
}

extension FixedWidthInteger {
  /// Number of 1 bits below the lowest 0.
  fileprivate var trailingOneBitCount: Int { (~self).trailingZeroBitCount }
}
