import LedgerCore
import LedgerProofs
import Testing

@Suite("Tampered paths")
struct TamperedTreeTests {
  private let tree = NaiveTree(size: 300)

  /// Sizes around powers of two, where paths are irregular.
  static let sizes = [1, 2, 3, 5, 7, 8, 9, 63, 64, 65, 100, 255, 256, 257, 300]

  @Test(
    "no other bit, length or index leads from the leaf to the root",
    arguments: TamperedTreeTests.sizes)
  func inclusion(size: Int) {
    var random = SeededGenerator(seed: testSeed())
    let root = tree.root(0..<size)
    for index in Set([0, size / 2, size - 1]) {
      let path = tree.path(index, 0..<size)
      let leaf = tree.leaves[index]
      func reached(_ path: [Hash256], at other: Int? = nil, leaf: Hash256? = nil) -> Hash256? {
        InclusionProof(index: UInt64(other ?? index), size: UInt64(size), path: path)
          .root(ofLeaf: leaf ?? tree.leaves[index])
      }
      #expect(reached(path) == root)
      for bit in 0..<path.count * 256 { #expect(reached(path.flipping(bit)) != root) }
      for bit in 0..<256 { #expect(reached(path, leaf: [leaf].flipping(bit)[0]) != root) }
      for other in 0..<size where other != index { #expect(reached(path, at: other) != root) }
      #expect(reached(path + [random.hash()]) == nil)
      #expect(reached(path + [root]) == nil)
      if !path.isEmpty { #expect(reached(path.dropLast()) == nil) }
      if path.count > 1 { #expect(reached(path.reversed()) != root) }
    }
  }

  @Test("an index that is not in the tree has no root")
  func indexOutside() {
    #expect(InclusionProof(index: 0, size: 0, path: []).root(ofLeaf: .zero) == nil)
    #expect(InclusionProof(index: 1, size: 1, path: []).root(ofLeaf: .zero) == nil)
    #expect(InclusionProof(index: 8, size: 8, path: tree.path(7, 0..<8)).root(ofLeaf: .zero) == nil)
    #expect(InclusionProof(index: .max, size: .max, path: []).root(ofLeaf: .zero) == nil)
    let long = InclusionProof(
      index: .max - 1, size: .max, path: Array(repeating: .zero, count: 70))
    #expect(long.root(ofLeaf: .zero) == nil)
  }

  @Test(
    "no other bit, length or root shows that a tree goes on", arguments: TamperedTreeTests.sizes)
  func consistency(new: Int) {
    var random = SeededGenerator(seed: testSeed())
    for old in Set([1, (new + 1) / 2, max(new - 1, 1), new]) {
      let path = tree.subproof(old, 0..<new, true)
      let roots = [tree.root(0..<old), tree.root(0..<new)]
      func isValid(_ path: [Hash256], _ roots: [Hash256]) -> Bool {
        ConsistencyProof(path: path).isValid(
          oldSize: UInt64(old), oldRoot: roots[0], newSize: UInt64(new), newRoot: roots[1])
      }
      #expect(isValid(path, roots))
      for bit in 0..<path.count * 256 { #expect(!isValid(path.flipping(bit), roots)) }
      for bit in 0..<512 { #expect(!isValid(path, roots.flipping(bit))) }
      #expect(!isValid(path + [random.hash()], roots))
      #expect(!isValid([roots[0]] + path, roots))
      if !path.isEmpty {
        #expect(!isValid(path.dropLast(), roots) && !isValid(Array(path.dropFirst()), roots))
        #expect(!isValid([], roots))
      }
    }
  }

  @Test("empty and shrinking trees are refused")
  func impossibleSizes() {
    let root = tree.root(0..<8)
    let proof = ConsistencyProof(path: [])
    #expect(!proof.isValid(oldSize: 0, oldRoot: root, newSize: 0, newRoot: root))
    #expect(
      !proof.isValid(oldSize: 0, oldRoot: MerkleTree.emptyRoot, newSize: 8, newRoot: root))
    #expect(!proof.isValid(oldSize: 9, oldRoot: root, newSize: 8, newRoot: root))
    #expect(proof.isValid(oldSize: 8, oldRoot: root, newSize: 8, newRoot: root))
    #expect(!proof.isValid(oldSize: .max, oldRoot: root, newSize: .max, newRoot: .zero))
  }
}

extension [Hash256] {
  /// With one bit changed, counted over all bytes.
  func flipping(_ bit: Int) -> [Hash256] {
    var changed = self
    var bytes = self[bit / 256].bytes
    bytes[bit % 256 / 8] ^= 0x80 >> UInt8(bit % 8)
    changed[bit / 256] = Hash256(bytes: bytes)
    return changed
  }
}
