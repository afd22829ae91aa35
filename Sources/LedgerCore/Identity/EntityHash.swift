/// The 64-bit name of a part of an order: FNV-1a over kind, NUL and key (Fowler, Noll and Vo),
/// never 0. It distinguishes the entities of one order, not more.
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

  /// The share of an entity in another (of a line in a parcel): a name of its own, from which that
  /// of the whole can be told. The low 24 bits name what it is in, the high 40 the entity.
  public static func share(of entity: UInt64, in holder: some Sequence<UInt8>) -> UInt64 {
    let name = whole(of: entity) | hash(prefix: prefix(kind: "in"), key: holder) & shareMask
    return name == 0 ? 1 : name
  }

  /// What an entity and all shares of it have in common.
  @inlinable public static func whole(of entity: UInt64) -> UInt64 { entity & ~shareMask }

  @inlinable static var shareMask: UInt64 { 0xff_ffff }

  @inlinable static var prime: UInt64 { 0x100_0000_01b3 }
}
