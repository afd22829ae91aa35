import LedgerCore
import LedgerProofs

/// The reference map of `docs/proofs.md`, word by word: what the library is held against.
struct NaiveMap {
  var values: [Hash256: Hash256]

  var leaves: [ReferenceMap.Leaf] {
    values.keys.sorted().map { ReferenceMap.Leaf(key: $0, valueHash: values[$0] ?? .zero) }
  }

  static func bit(_ key: Hash256, _ index: Int) -> Int {
    Int(key.bytes[index / 8] >> (7 - index % 8)) & 1
  }

  static func leaf(_ key: Hash256, _ valueHash: Hash256) -> Hash256 {
    NaiveTree.hash([2] + key.bytes + valueHash.bytes)
  }

  static func node(_ zeros: Hash256, _ ones: Hash256) -> Hash256 {
    NaiveTree.hash([3] + zeros.bytes + ones.bytes)
  }

  func root() -> Hash256 { hash(Array(values.keys), depth: 0) }

  private func hash(_ keys: [Hash256], depth: Int) -> Hash256 {
    guard let key = keys.first else { return .zero }
    if keys.count == 1 { return Self.leaf(key, values[key] ?? .zero) }
    let halves = self.halves(keys, depth)
    return Self.node(hash(halves[0], depth: depth + 1), hash(halves[1], depth: depth + 1))
  }

  private func halves(_ keys: [Hash256], _ depth: Int) -> [[Hash256]] {
    [0, 1].map { bit in keys.filter { Self.bit($0, depth) == bit } }
  }

  func proof(of key: Hash256) -> ReferenceMap.Proof {
    var here = Array(values.keys)
    var siblings: [Hash256] = []
    while here.count > 1 {
      let depth = siblings.count
      let halves = self.halves(here, depth)
      let bit = Self.bit(key, depth)
      siblings.insert(hash(halves[1 - bit], depth: depth + 1), at: 0)
      here = halves[bit]
    }
    guard let found = here.first else { return .init(siblings: siblings, ending: .nothing) }
    let valueHash = values[found] ?? .zero
    return .init(
      siblings: siblings,
      ending: found == key
        ? .present(valueHash: valueHash)
        : .other(ReferenceMap.Leaf(key: found, valueHash: valueHash)))
  }
}

extension NaiveMap {
  /// Random keys, some of which share many first bits.
  static func random(_ count: Int, _ random: inout SeededGenerator) -> NaiveMap {
    var map = NaiveMap(values: [:])
    var keys: [Hash256] = []
    while map.values.count < count {
      let near = random.chance(3) ? keys.randomElement(using: &random) : nil
      let key = near.map { beside($0, &random) } ?? random.hash()
      if map.values.updateValue(random.hash(), forKey: key) == nil { keys.append(key) }
    }
    return map
  }

  /// A key that differs in one bit, mostly one of the first.
  static func beside(_ key: Hash256, _ random: inout SeededGenerator) -> Hash256 {
    let bits = random.chance(8) ? 248..<256 : 0..<40
    return [key].flipping(Int.random(in: bits, using: &random))[0]
  }

  /// A key that differs in one bit from one of the map.
  func near(_ random: inout SeededGenerator) -> Hash256 {
    // Sorted, so that a seed gives the same keys again.
    values.keys.sorted().randomElement(using: &random).map { Self.beside($0, &random) }
      ?? random.hash()
  }
}
