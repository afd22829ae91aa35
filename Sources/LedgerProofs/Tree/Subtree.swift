/// A complete subtree of a Merkle tree: the leaves from index × 2^level to (index + 1) × 2^level.
struct Subtree: Hashable, Sendable {
  let level: Int
  let index: UInt64

  /// The complete subtrees that make up a range of leaves, from left to right, each as large as it
  /// can be. The range begins where RFC 6962 would split: at a multiple of the largest of them.
  static func making(up leaves: Range<UInt64>) -> [Subtree] {
    var parts: [Subtree] = []
    var start = leaves.lowerBound
    while start < leaves.upperBound {
      let level = 63 - (leaves.upperBound - start).leadingZeroBitCount
      precondition(start & (1 << UInt64(level) - 1) == 0, "a range of RFC 6962 begins aligned")
      parts.append(Subtree(level: level, index: start >> UInt64(level)))
      start += 1 << UInt64(level)
    }
    return parts
  }
}
