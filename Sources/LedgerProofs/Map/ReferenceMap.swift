public import LedgerCore

/// The sparse Merkle map from references to threads (`docs/proofs.md`): a binary trie over the 256
/// bits of a key, most significant first, in which a subtree with one key is that key's leaf. It
/// holds what is there, and proves of anything else that it is not.
public enum ReferenceMap {
  /// A key and the hash of its value.
  public struct Leaf: Hashable, Sendable {
    public var key: Hash256
    public var valueHash: Hash256

    @inlinable public init(key: Hash256, valueHash: Hash256) {
      self.key = key
      self.valueHash = valueHash
    }

    /// `H(0x02 ‖ key ‖ H(value))`, at whatever depth.
    public var hash: Hash256 { Hash256.sha256(prefix: 2, key, valueHash) }
  }

  /// The hash of a subtree without keys.
  public static let emptyHash = Hash256.zero

  /// `H(0x03 ‖ half whose next bit is 0 ‖ half whose next bit is 1)`.
  static func nodeHash(_ zeros: Hash256, _ ones: Hash256) -> Hash256 {
    Hash256.sha256(prefix: 3, zeros, ones)
  }

  /// The root of a map.
  ///
  /// One pass, about two and a half hashes a key.
  ///
  /// - Parameter leaves: ascending by key, each key once.
  @inlinable public static func root(of leaves: some Sequence<Leaf>) -> Hash256 {
    place(of: leaves, depth: 0).hash
  }

  /// What stands at a depth of the trie where these keys are.
  ///
  /// - Parameter leaves: all with the same first `depth` bits; ascending by key, each key once.
  @inlinable public static func place(of leaves: some Sequence<Leaf>, depth: Int) -> Place {
    var builder = PlaceBuilder(depth: depth)
    for leaf in leaves { builder.add(leaf) }
    return builder.finish()
  }
}

extension ReferenceMap {
  /// A subtree of the trie: its hash, and whether it floats up (one key), counts as nothing (none),
  /// or stays where it is.
  public struct Place: Hashable, Sendable {
    public enum Keys: Sendable { case none, one, more }

    public let hash: Hash256
    public let keys: Keys

    public static let empty = Place(hash: emptyHash, keys: .none)

    /// The place above two halves.
    static func above(_ zeros: Place, _ ones: Place) -> Place {
      switch (zeros.keys, ones.keys) {
      case (_, .none) where zeros.keys != .more: zeros
      case (.none, .one): ones
      default: Place(hash: nodeHash(zeros.hash, ones.hash), keys: .more)
      }
    }
  }
}
