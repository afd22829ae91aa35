public import LedgerCore

extension SubtreeHashes {
  /// The inclusion path of a leaf in the tree of the first `size` leaves, the leaf's sibling first
  /// (RFC 6962, section 2.1.1).
  public func inclusionPath(index: UInt64, size: UInt64) throws(Failure) -> [Hash256] {
    precondition(index < size, "a leaf of the tree")
    var path: [Hash256] = []
    var range = 0..<size
    while range.upperBound - range.lowerBound > 1 {
      let middle = SplitPoint.of(range)
      if index < middle {
        path.append(try root(of: middle..<range.upperBound))
        range = range.lowerBound..<middle
      } else {
        path.append(try root(of: range.lowerBound..<middle))
        range = middle..<range.upperBound
      }
    }
    return path.reversed()
  }

  /// The consistency path from the tree of the first `old` leaves to that of the first `new`
  /// (RFC 6962, section 2.1.2). Empty where the sizes are equal, or the older is 0.
  public func consistencyPath(
    from old: UInt64, to new: UInt64
  ) throws(Failure) -> [Hash256] {
    precondition(old <= new, "the older tree is not larger")
    guard old > 0 else { return [] }
    var path: [Hash256] = []
    var range = 0..<new
    while range.upperBound != old {
      let middle = SplitPoint.of(range)
      if old <= middle {
        path.append(try root(of: middle..<range.upperBound))
        range = range.lowerBound..<middle
      } else {
        path.append(try root(of: range.lowerBound..<middle))
        range = middle..<range.upperBound
      }
    }
    // What begins at 0 is the older tree itself, whose root the checker has.
    if range.lowerBound > 0 { path.append(try root(of: range)) }
    return path.reversed()
  }
}

/// Where RFC 6962, section 2.1, splits a range of leaves.
enum SplitPoint {
  /// After the largest power of two that is smaller than the number of leaves, of which there are
  /// at least two.
  static func of(_ range: Range<UInt64>) -> UInt64 {
    let last = range.upperBound - range.lowerBound - 1
    return range.lowerBound + 1 << UInt64(63 - last.leadingZeroBitCount)
  }
}
