import LedgerCore
import LedgerProofs
import Testing

@Suite("The tree against RFC 6962 taken word by word")
struct TreeModelTests {
  static let sizeMax = 300
  private let tree = NaiveTree(size: TreeModelTests.sizeMax)

  @Test("leaf and node hashes, also of leaves too long for the stack")
  func hashes() {
    for count in [0, 1, 54, 55, 56, 63, 64, 200, 1_022, 1_023, 1_024, 1_025, 65_535] {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      #expect(MerkleTree.leafHash(bytes) == NaiveTree.leaf(bytes))
    }
    let (left, right) = (tree.leaves[1], tree.leaves[2])
    #expect(MerkleTree.nodeHash(left, right) == NaiveTree.node(left, right))
  }

  @Test("roots of all small sizes, appended, from subtrees, and taken up again")
  func roots() {
    var frontier = MerkleFrontier()
    for size in 0...Self.sizeMax {
      let root = tree.root(0..<size)
      #expect(frontier.root == root)
      #expect(tree.root(size: UInt64(size)) == root)
      #expect(MerkleFrontier(size: UInt64(size), of: tree) == frontier)
      #expect(MerkleFrontier(size: frontier.size, subtrees: frontier.subtrees).root == root)
      if size < Self.sizeMax { frontier.append(tree.leaves[size]) }
    }
  }

  @Test("inclusion of every leaf in every small tree")
  func inclusion() {
    for size in 1...Self.sizeMax {
      let root = tree.root(0..<size)
      for index in 0..<size {
        let path = tree.inclusionPath(index: UInt64(index), size: UInt64(size))
        #expect(path == tree.path(index, 0..<size))
        let proof = InclusionProof(index: UInt64(index), size: UInt64(size), path: path)
        #expect(proof.root(ofLeaf: tree.leaves[index]) == root)
      }
    }
  }

  @Test("consistency of every two small trees")
  func consistency() {
    for new in 1...Self.sizeMax {
      for old in 1...new {
        let path = tree.consistencyPath(from: UInt64(old), to: UInt64(new))
        #expect(path == tree.subproof(old, 0..<new, true))
        #expect(
          ConsistencyProof(path: path).isValid(
            oldSize: UInt64(old), oldRoot: tree.root(0..<old), newSize: UInt64(new),
            newRoot: tree.root(0..<new)))
      }
    }
    #expect(tree.consistencyPath(from: 0, to: 7).isEmpty)
  }

  @Test("a tree that grows by whole subtrees is the one that grows by leaves")
  func subtrees() {
    var random = SeededGenerator(seed: testSeed())
    let size = 66_000
    let large = NaiveTree(leaves: (0..<size).map { _ in random.hash() })
    let kept = KeptTiles(leaves: large.leaves)
    var frontier = MerkleFrontier()
    var rows: [Int: [Hash256]] = [:]
    var next = 0
    while next < size {
      let level = Int.random(in: 0...8, using: &random)
      let count = 1 << level
      guard next % count == 0, next + count <= size else { continue }
      frontier.append(subtree: large.root(next..<next + count), level: level) {
        rows[$0, default: []].append($2)
      }
      next += count
    }
    #expect(frontier == kept.frontier)
    #expect(rows == kept.rows)
  }

  @Test("what a large tree keeps is every eighth level, from which all else follows")
  func tiles() {
    var random = SeededGenerator(seed: testSeed())
    let size = 65_536 + Int.random(in: 1...3_000, using: &random)
    let large = NaiveTree(leaves: (0..<size).map { _ in random.hash() })
    let kept = KeptTiles(leaves: large.leaves)
    #expect(kept.frontier.root == large.root(0..<size))
    #expect(kept.rows[8]?.count == size / 256 && kept.rows[16] == [large.root(0..<65_536)])
    let hashes = TiledHashes(kept)
    #expect(MerkleFrontier(size: UInt64(size), of: hashes) == kept.frontier)
    for _ in 0..<40 {
      let new = Int.random(in: 1...size, using: &random)
      let old = Int.random(in: 1...new, using: &random)
      let index = Int.random(in: 0..<new, using: &random)
      #expect(hashes.root(size: UInt64(new)) == large.root(0..<new))
      #expect(
        hashes.inclusionPath(index: UInt64(index), size: UInt64(new))
          == large.path(index, 0..<new))
      #expect(
        hashes.consistencyPath(from: UInt64(old), to: UInt64(new))
          == large.subproof(old, 0..<new, true))
    }
  }

  @Test("a path hashes the leaves of two tiles at most, and those once")
  func leavesAreHashedOnce() {
    let large = NaiveTree(size: 3_000)
    for (index, tiles) in [(0, 2), (700, 2), (2_900, 1)] {
      let kept = KeptTiles(leaves: large.leaves)
      let hashes = TiledHashes(kept)
      _ = hashes.inclusionPath(index: UInt64(index), size: 3_000)
      _ = hashes.inclusionPath(index: UInt64(index), size: 3_000)
      #expect(kept.leafTilesRead == tiles)
    }
  }
}
