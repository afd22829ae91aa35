/// The 64-bit name of a part of an order: FNV-1a over kind, NUL and key (Fowler, Noll and Vo), never 0.
/// It distinguishes the entities of one order, not more.
public enum EntityHash {
  public static func hash(kind: String, key: String) -> UInt64 {
    hash(prefix: prefix(kind: kind), key: key.utf8)
  }

  /// What the hashes of all entities of a kind have in common.
  public static func prefix(kind: String) -> UInt64 {
    kind.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* prime } &* prime
  }

  /// The hash of the entity of a prefix's kind.
  @inlinable public static func hash(prefix: UInt64, key: some Sequence<UInt8>) -> UInt64 {
    var value = prefix
    for byte in key { value = (value ^ UInt64(byte)) &* prime }
    return value == 0 ? 1 : value
  }

  @inlinable static var prime: UInt64 { 0x100_0000_01b3 }
}
