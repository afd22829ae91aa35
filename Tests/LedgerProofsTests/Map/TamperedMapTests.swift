import LedgerCore
import LedgerProofs
import Testing

@Suite("Tampered map proofs")
struct TamperedMapTests {
  @Test("no other bit of a proof leads to the root")
  func everyBit() {
    var random = SeededGenerator(seed: testSeed())
    // Random keys stand some ten bits deep; one of these stands deeper, past empty halves.
    var map = NaiveMap(values: [:])
    for _ in 0..<60 { map.values[random.hash()] = random.hash() }
    let deep = [map.leaves[20].key].flipping(15)[0]
    map.values[deep] = random.hash()
    let leaves = map.leaves
    let top = ReferenceMap.Top(of: leaves, depth: 2)
    for key in [leaves[0].key, deep, [deep].flipping(14)[0], [deep].flipping(200)[0]] {
      let proof = ReferenceMap.proof(of: key, in: leaves, top: top)
      #expect(proof.root(of: key) == top.root)
      for bit in 0..<proof.siblings.count * 256 {
        var changed = proof
        changed.siblings = proof.siblings.flipping(bit)
        #expect(changed.root(of: key) != top.root)
      }
      for ending in Self.changed(proof.ending) {
        let changed = ReferenceMap.Proof(siblings: proof.siblings, ending: ending)
        #expect(changed.root(of: key) != top.root)
      }
      for count in 0..<proof.siblings.count {
        for siblings in [proof.siblings.prefix(count), proof.siblings.suffix(count)] {
          let changed = ReferenceMap.Proof(siblings: Array(siblings), ending: proof.ending)
          #expect(changed.root(of: key) != top.root)
        }
      }
      let longer = ReferenceMap.Proof(siblings: proof.siblings + [.zero], ending: proof.ending)
      #expect(longer.root(of: key) != top.root)
    }
  }

  @Test("of one key, presence and absence are not both proved by any mixture of proofs")
  func bothWays() {
    var random = SeededGenerator(seed: testSeed())
    let leaves = (0..<14).map { _ in
      ReferenceMap.Leaf(key: random.hash(), valueHash: random.hash())
    }.sorted { $0.key < $1.key }
    let top = ReferenceMap.Top(of: leaves, depth: 0)
    let proofs = leaves.map { ReferenceMap.proof(of: $0.key, in: leaves, top: top) }
    for leaf in leaves {
      for proof in proofs {
        for ending in [ReferenceMap.Proof.Ending.nothing] + leaves.map({ .other($0) }) {
          for count in 0...proof.siblings.count {
            let absent = ReferenceMap.Proof(
              siblings: Array(proof.siblings.suffix(count)), ending: ending)
            #expect(absent.root(of: leaf.key) != top.root)
          }
        }
      }
    }
    let absent = random.hash()
    for proof in proofs {
      #expect(proof.root(of: absent) != top.root)
    }
  }

  @Test("another key that is not at the place shows nothing")
  func elsewhere() {
    let leaf = ReferenceMap.Leaf(key: NaiveTree.hash([1]), valueHash: NaiveTree.hash([2]))
    let beside = [leaf.key].flipping(3)[0]
    let siblings = (0..<4).map { NaiveTree.hash([UInt8($0)]) }
    func root(_ depth: Int, _ key: Hash256) -> Hash256? {
      ReferenceMap.Proof(siblings: Array(siblings[..<depth]), ending: .other(leaf)).root(of: key)
    }
    // They share three bits.
    for depth in 0...3 { #expect(root(depth, beside) != nil) }
    #expect(root(4, beside) == nil)
    #expect(root(0, leaf.key) == nil, "the key itself is not another")
  }

  @Test("an empty half beside the place shows that nobody built such a map")
  func emptyHalf() {
    let key = NaiveTree.hash([1])
    for ending in [
      ReferenceMap.Proof.Ending.nothing, .present(valueHash: .zero),
      .other(.init(key: [key].flipping(255)[0], valueHash: .zero)),
    ] {
      #expect(ReferenceMap.Proof(siblings: [.zero], ending: ending).root(of: key) == nil)
      #expect(
        ReferenceMap.Proof(siblings: [key, .zero], ending: ending).root(of: key) != nil,
        "above it, halves may be empty")
    }
  }

  /// Every other ending of one bit's difference, and of another kind.
  static func changed(_ ending: ReferenceMap.Proof.Ending) -> [ReferenceMap.Proof.Ending] {
    switch ending {
    case .present(let valueHash):
      return [.nothing] + (0..<256).map { .present(valueHash: [valueHash].flipping($0)[0]) }
    case .nothing:
      return [.present(valueHash: .zero)]
    case .other(let leaf):
      let flipped = (0..<512).map { [leaf.key, leaf.valueHash].flipping($0) }
      return [.nothing, .present(valueHash: leaf.valueHash)]
        + flipped.map { .other(.init(key: $0[0], valueHash: $0[1])) }
    }
  }
}
