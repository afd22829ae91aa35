/// A delivery's id in 32 bits: FNV-1a over its UTF-8 (Fowler, Noll and Vo), folded; 0 where there
/// is none. It tells apart the deliveries about one order, not more: what cites a delivery can be
/// matched to it, whichever came first.
public struct DeliveryTag: Hashable, Sendable {
  public let rawValue: UInt32

  public static let none = DeliveryTag(rawValue: 0)

  private static let prefix = EntityHash.prefix(kind: "delivery")

  @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

  public init(_ id: String?) {
    guard let id, !id.isEmpty else {
      rawValue = 0
      return
    }
    let hash = EntityHash.hash(prefix: DeliveryTag.prefix, key: id.utf8)
    let folded = UInt32(truncatingIfNeeded: hash ^ hash >> 32)
    rawValue = folded == 0 ? 1 : folded
  }
}
