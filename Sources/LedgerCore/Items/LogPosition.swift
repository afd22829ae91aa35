/// The place of a delivery in the log: dense from 0, without gaps, and equal to its leaf index in
/// the hash tree.
public struct LogPosition: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible
{
  public let rawValue: UInt64

  @inlinable public init(rawValue: UInt64) { self.rawValue = rawValue }
  @inlinable public init(_ value: UInt64) { self.rawValue = value }

  public static let first = LogPosition(0)

  @inlinable public var next: LogPosition { LogPosition(rawValue + 1) }
  public var description: String { String(rawValue) }

  @inlinable public static func < (left: LogPosition, right: LogPosition) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// One item of a delivery: what a delivery talks about, by its place in the delivery.
public struct ItemID: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let position: LogPosition
  /// 0 for the first item of the delivery.
  public let index: UInt16

  @inlinable public init(position: LogPosition, index: UInt16) {
    self.position = position
    self.index = index
  }

  /// `17` for the first item of delivery 17, `17.2` for its third.
  public var description: String { index == 0 ? "\(position)" : "\(position).\(index)" }

  @inlinable public static func < (left: ItemID, right: ItemID) -> Bool {
    left.position == right.position ? left.index < right.index : left.position < right.position
  }
}
