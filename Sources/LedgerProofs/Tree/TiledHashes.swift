public import LedgerCore

/// All subtree hashes of a tree of which only every eighth level is kept. What lies between is
/// hashed by tiles: 256 neighbouring hashes of a kept level and the seven levels above them. A path
/// crosses one or two tiles of each kept level, which are remembered.
///
/// Not for use by several threads at once.
public final class TiledHashes<Source: TileSource>: SubtreeHashes {
  private struct Place: Hashable {
    var level: Int
    var index: UInt64
  }

  /// The hashes of a tile by levels: 256, 128, … 2, or fewer at the tree's right edge.
  private typealias Tile = [[Hash256]]

  private let source: Source
  private var tiles: [Place: Tile] = [:]

  public init(_ source: Source) { self.source = source }

  public func hash(level: Int, index: UInt64) throws(Source.Failure) -> Hash256 {
    let above = level % 8
    let base = level - above
    // 2^(8 − above) hashes of this level lie in one tile.
    let indexBits = UInt64(8 - above)
    let place = Place(level: base, index: index >> indexBits)
    let row = try tile(at: place)[above]
    let column = Int(index & (1 << indexBits - 1))
    precondition(column < row.count, "a complete subtree of the tree")
    return row[column]
  }

  private func tile(at place: Place) throws(Source.Failure) -> Tile {
    if let tile = tiles[place] { return tile }
    let start = place.index << 8
    let end = min(start + 256, source.size >> UInt64(place.level))
    precondition(start < end, "a tile of the tree")
    var row = try source.hashes(level: place.level, start..<end)
    precondition(row.count == Int(end - start), "a hash for each index")
    var tile: Tile = [row]
    while tile.count < 8 {
      row = (0..<row.count / 2).map { MerkleTree.nodeHash(row[2 * $0], row[2 * $0 + 1]) }
      tile.append(row)
    }
    if tiles.count >= tilesMax { tiles.removeAll(keepingCapacity: true) }
    tiles[place] = tile
    return tile
  }

  /// Of 16 KB each. A path needs at most 16.
  private let tilesMax = 64
}
