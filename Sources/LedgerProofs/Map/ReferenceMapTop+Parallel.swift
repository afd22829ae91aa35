import LedgerCore

extension ReferenceMap.Top {
  /// Of all leaves, on all cores.
  ///
  /// - Parameter leaves: ascending by key, each key once; read by several threads at once.
  public init<Leaves: RandomAccessCollection<ReferenceMap.Leaf> & Sendable>(
    concurrently leaves: Leaves
  ) where Leaves.Index == Int {
    let depth = ReferenceMap.Top.depth(forKeys: leaves.count)
    let partBits = min(depth, 6)
    let parts = (0..<1 << partBits).map { part in
      let width = depth - partBits
      return part << width..<(part + 1) << width
    }
    let rows = Parallel.map(parts, inTurn: 1) { prefixes in
      var builder = ReferenceMap.RowBuilder(depth: depth, prefixes: prefixes)
      var index = ReferenceMap.firstIndex(in: leaves) {
        $0.key.prefix(bits: depth) >= prefixes.lowerBound
      }
      while index < leaves.endIndex {
        let leaf = leaves[index]
        guard leaf.key.prefix(bits: depth) < prefixes.upperBound else { break }
        builder.add(leaf)
        index += 1
      }
      return builder.finish()
    }
    self.init(depth: depth, places: Array(rows.joined()))
  }
}

extension ReferenceMap {
  /// The first index of which something holds that holds of all after it too; the end where there
  /// is none.
  static func firstIndex<Leaves: RandomAccessCollection<Leaf>>(
    in leaves: Leaves, where holds: (Leaf) -> Bool
  ) -> Leaves.Index {
    var start = leaves.startIndex
    var count = leaves.count
    while count > 0 {
      let middle = leaves.index(start, offsetBy: count / 2)
      if holds(leaves[middle]) {
        count /= 2
      } else {
        start = leaves.index(after: middle)
        count -= count / 2 + 1
      }
    }
    return start
  }
}
