import LedgerCore
import LedgerProofs

/// What a log keeps of its tree, as appending gives it, in memory.
final class KeptTiles: TileSource {
  let leaves: [Hash256]
  private(set) var rows: [Int: [Hash256]] = [:]
  private(set) var frontier = MerkleFrontier()
  private(set) var leafTilesRead = 0

  init(leaves: [Hash256]) {
    self.leaves = leaves
    var rows: [Int: [Hash256]] = [:]
    for leaf in leaves {
      frontier.append(leaf) { level, index, hash in
        precondition(rows[level, default: []].count == Int(index), "each subtree once, in order")
        rows[level, default: []].append(hash)
      }
    }
    self.rows = rows
  }

  var size: UInt64 { UInt64(leaves.count) }

  func hashes(level: Int, _ indices: Range<UInt64>) -> [Hash256] {
    precondition(indices.lowerBound % 256 == 0 && indices.count <= 256, "a tile")
    if level == 0 { leafTilesRead += 1 }
    let row = level == 0 ? leaves : rows[level] ?? []
    return Array(row[Int(indices.lowerBound)..<Int(indices.upperBound)])
  }
}
