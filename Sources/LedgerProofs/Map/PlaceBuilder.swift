import LedgerCore

extension ReferenceMap {
  /// Hashes a subtree of the trie while its keys come in ascending order. It keeps, of the path to
  /// the last key, the halves that lie before it.
  public struct PlaceBuilder {
    /// The 0-half of a branch whose 1-half is not complete.
    private struct Branch {
      var depth: Int
      var zeros: Hash256
    }

    private let depth: Int
    private var branches: [Branch] = []
    private var last: Hash256?
    /// The subtree that ends with the last key: its hash, and how deep it stands.
    private var hash = ReferenceMap.emptyHash
    private var hashDepth = 0
    /// It is the last key alone, which stands at whatever depth.
    private var isLeaf = false

    /// - Parameter depth: number of first bits that all keys share.
    public init(depth: Int) { self.depth = depth }

    /// - Parameter leaf: with a larger key than the one before.
    public mutating func add(_ leaf: Leaf) {
      if let last {
        precondition(last < leaf.key, "keys come ascending, each once")
        let shared = last.commonPrefix(with: leaf.key)
        precondition(shared >= depth, "keys of one place share its first bits")
        close(below: shared, last)
        rise(to: shared + 1, last)
        branches.append(Branch(depth: shared, zeros: hash))
      }
      last = leaf.key
      hash = leaf.hash
      isLeaf = true
    }

    /// The place of the keys that were added; begins anew.
    public mutating func finish() -> Place {
      guard let last else { return .empty }
      let isOne = branches.isEmpty
      close(below: depth - 1, last)
      rise(to: depth, last)
      self.last = nil
      return Place(hash: hash, keys: isOne ? .one : .more)
    }

    /// Completes the branches that lie deeper: no more keys come to their 1-halves.
    private mutating func close(below depth: Int, _ last: Hash256) {
      while let branch = branches.last, branch.depth > depth {
        rise(to: branch.depth + 1, last)
        hash = ReferenceMap.nodeHash(branch.zeros, hash)
        hashDepth = branch.depth
        isLeaf = false
        branches.removeLast()
      }
    }

    /// Up to a depth, past places whose other half is empty.
    private mutating func rise(to depth: Int, _ last: Hash256) {
      guard !isLeaf else { return }
      while hashDepth > depth {
        hashDepth -= 1
        hash =
          last.bit(hashDepth)
          ? ReferenceMap.nodeHash(ReferenceMap.emptyHash, hash)
          : ReferenceMap.nodeHash(hash, ReferenceMap.emptyHash)
      }
    }
  }
}
