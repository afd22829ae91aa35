import LedgerCore
import LedgerProofs
import Testing

@Suite("The reference map against its definition taken word by word")
struct MapModelTests {
  @Test("small maps: the root, and the proof of every key and of keys beside them")
  func smallMaps() {
    var random = SeededGenerator(seed: testSeed())
    for count in Array(0...12) + [24, 40, 70] {
      let map = NaiveMap.random(count, &random)
      let leaves = map.leaves
      let root = map.root()
      #expect(ReferenceMap.root(of: leaves) == root)
      var asked = leaves.map(\.key) + [.zero, [Hash256.zero].flipping(255)[0]]
      for _ in 0..<10 { asked += [random.hash(), map.near(&random)] }
      let tops = [0, 1, 3, 7].map { ReferenceMap.Top(of: leaves, depth: $0) }
      for top in tops { #expect(top.root == root) }
      for key in asked {
        let proof = map.proof(of: key)
        #expect(proof.root(of: key) == root)
        #expect(isPresent(proof) == (map.values[key] != nil))
        for top in tops {
          #expect(ReferenceMap.proof(of: key, in: leaves, top: top) == proof)
        }
      }
    }
  }

  @Test("keys that part at their last bit stand 256 deep")
  func deepest() throws {
    var map = NaiveMap(values: [:])
    let key = NaiveTree.hash([1])
    let sibling = [key].flipping(255)[0]
    map.values = [key: NaiveTree.hash([2]), sibling: NaiveTree.hash([3])]
    let top = ReferenceMap.Top(of: map.leaves, depth: 0)
    let proof = ReferenceMap.proof(of: key, in: map.leaves, top: top)
    #expect(proof.siblings.count == 256)
    #expect(proof.root(of: key) == map.root() && top.root == map.root())
    #expect(Set(proof.siblings.dropFirst()) == [.zero])
    let longer = ReferenceMap.Proof(siblings: proof.siblings + [.zero], ending: proof.ending)
    #expect(longer.root(of: key) == nil)
  }

  @Test("a map without keys proves everything absent; one key is the root")
  func smallest() {
    let key = NaiveTree.hash([1])
    let nothing = ReferenceMap.Proof(siblings: [], ending: .nothing)
    let empty: [ReferenceMap.Leaf] = []
    #expect(ReferenceMap.proof(of: key, in: empty, top: .init(of: empty, depth: 0)) == nothing)
    #expect(nothing.root(of: key) == .zero && ReferenceMap.root(of: empty) == .zero)
    let leaf = ReferenceMap.Leaf(key: key, valueHash: .zero)
    for depth in [0, 16] {
      #expect(ReferenceMap.Top(of: [leaf], depth: depth).root == leaf.hash)
      #expect(ReferenceMap.Top(of: empty, depth: depth).root == .zero)
    }
  }

  @Test("rows hashed apart, on all cores and at once are the same")
  func parts() throws {
    var random = SeededGenerator(seed: testSeed())
    let map = NaiveMap.random(700, &random)
    let leaves = map.leaves
    let root = map.root()
    let depth = ReferenceMap.Top.depth(forKeys: leaves.count)
    #expect(depth == 2)
    let top = ReferenceMap.Top(of: leaves, depth: depth)
    #expect(top.root == root && ReferenceMap.Top(concurrently: leaves) == top)
    #expect(ReferenceMap.Top(concurrently: leaves[5..<600]).root != root)
    #expect(
      ReferenceMap.Top(concurrently: leaves[5..<600]).root
        == ReferenceMap.root(of: leaves[5..<600]))
    #expect(ReferenceMap.Top(of: leaves, depth: 16).root == root)
    for split in [0, 1, 300, 511, 512] {
      let places = [0..<split, split..<512].flatMap { prefixes in
        var row = ReferenceMap.RowBuilder(depth: 9, prefixes: prefixes)
        for leaf in leaves where prefixes.contains(Int(leaf.key.words.0 >> 55)) { row.add(leaf) }
        return row.finish()
      }
      #expect(ReferenceMap.Top(depth: 9, places: places) == .init(of: leaves, depth: 9))
    }
    for key in leaves.prefix(50).map(\.key) + (0..<50).map({ _ in random.hash() }) {
      let proof = ReferenceMap.proof(of: key, in: leaves, top: top)
      #expect(proof.root(of: key) == root)
      #expect(proof == ReferenceMap.proof(of: key, in: leaves, top: .init(of: leaves, depth: 9)))
    }
  }

  @Test("the upper levels are kept as bytes, and read back strictly")
  func topBytes() throws {
    var random = SeededGenerator(seed: testSeed())
    let top = ReferenceMap.Top(of: NaiveMap.random(100, &random).leaves, depth: 4)
    #expect(top.bytes.count == 2 + 31 * 32)
    #expect(try ReferenceMap.Top(bytes: top.bytes) == top)
    let forms: [[UInt8]] = [
      [], [1], [2] + top.bytes.dropFirst(), [1, 17], [1, 3] + top.bytes.dropFirst(2),
      top.bytes + [0], Array(top.bytes.dropLast()),
    ]
    for wrong in forms {
      #expect(fault { _ = try ReferenceMap.Top(bytes: wrong) } != nil)
    }
  }

  @Test("how many levels are kept follows the number of keys")
  func depths() {
    for (count, depth) in [
      (0, 0), (1, 0), (255, 0), (256, 1), (511, 1), (512, 2), (1_000_000, 12), (10_000_000, 16),
      (1_000_000_000, 16),
    ] {
      #expect(ReferenceMap.Top.depth(forKeys: count) == depth)
    }
  }

  private func isPresent(_ proof: ReferenceMap.Proof) -> Bool {
    if case .present = proof.ending { true } else { false }
  }
}
