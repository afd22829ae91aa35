/// A group of items resolved together when they were appended. A thread is named by the item that
/// began it: the position in the upper 48 bits, the item index in the lower 16.
public struct ThreadID: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
  public let rawValue: UInt64

  @inlinable public init(rawValue: UInt64) { self.rawValue = rawValue }

  @inlinable public init(origin: ItemID) {
    precondition(origin.position.rawValue < 1 << 48, "a log position fits 48 bits")
    self.rawValue = origin.position.rawValue << 16 | UInt64(origin.index)
  }

  @inlinable public var origin: ItemID {
    ItemID(position: LogPosition(rawValue >> 16), index: UInt16(truncatingIfNeeded: rawValue))
  }

  public var description: String { origin.description }

  @inlinable public static func < (left: ThreadID, right: ThreadID) -> Bool {
    left.rawValue < right.rawValue
  }
}
