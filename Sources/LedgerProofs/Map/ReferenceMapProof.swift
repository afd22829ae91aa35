public import LedgerCore

extension ReferenceMap {
  /// A proof of what the map holds of a key.
  public struct Proof: Hashable, Sendable {
    /// What stands at the key's place.
    public enum Ending: Hashable, Sendable {
      /// The key's own leaf.
      case present(valueHash: Hash256)
      /// No key: absent.
      case nothing
      /// The leaf of another key, which is alone there: absent.
      case other(Leaf)
    }

    /// From the key's place up to the root; their number is the place's depth.
    public var siblings: [Hash256]
    public var ending: Ending

    public init(siblings: [Hash256], ending: Ending) {
      self.siblings = siblings
      self.ending = ending
    }

    /// The root of the map of which the proof says the truth about the key; nil where it can be
    /// that of no map: the other key would not be found at this place, or the last branch has an
    /// empty half where the key below must then stand higher.
    public func root(of key: Hash256) -> Hash256? {
      let depth = siblings.count
      guard depth <= 256, siblings.first != ReferenceMap.emptyHash else { return nil }
      guard var hash = endingHash(key) else { return nil }
      for (above, sibling) in siblings.enumerated() {
        hash =
          key.bit(depth - 1 - above)
          ? ReferenceMap.nodeHash(sibling, hash) : ReferenceMap.nodeHash(hash, sibling)
      }
      return hash
    }

    private func endingHash(_ key: Hash256) -> Hash256? {
      switch ending {
      case .present(let valueHash): return Leaf(key: key, valueHash: valueHash).hash
      case .nothing: return ReferenceMap.emptyHash
      case .other(let leaf):
        guard leaf.key != key, leaf.key.commonPrefix(with: key) >= siblings.count else {
          return nil
        }
        return leaf.hash
      }
    }
  }

  /// The proof of any key, whether the map holds it or not.
  ///
  /// - Parameters:
  ///   - leaves: those of the map, ascending by key.
  ///   - top: made of the same leaves.
  public static func proof<Leaves: RandomAccessCollection<Leaf>>(
    of key: Hash256, in leaves: Leaves, top: Top
  ) -> Proof {
    var here = leaves[...]
    var siblings: [Hash256] = []
    while here.count > 1 {
      let depth = siblings.count
      let middle = firstIndex(in: here) { $0.key.bit(depth) }
      let isOne = key.bit(depth)
      let beside = isOne ? here[..<middle] : here[middle...]
      if depth < top.depth {
        siblings.append(top.hash(depth: depth + 1, prefix: key.prefix(bits: depth + 1) ^ 1))
      } else {
        siblings.append(place(of: beside, depth: depth + 1).hash)
      }
      here = isOne ? here[middle...] : here[..<middle]
    }
    siblings.reverse()
    guard let leaf = here.first else { return Proof(siblings: siblings, ending: .nothing) }
    return Proof(
      siblings: siblings,
      ending: leaf.key == key ? .present(valueHash: leaf.valueHash) : .other(leaf))
  }
}
