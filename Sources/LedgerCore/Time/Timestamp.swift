/// An instant: microseconds since 1970-01-01T00:00:00Z, without leap seconds.
public struct Timestamp: RawRepresentable, Hashable, Comparable, Sendable {
  public let rawValue: Int64

  @inlinable public init(rawValue: Int64) { self.rawValue = rawValue }
  @inlinable public init(microseconds: Int64) { self.rawValue = microseconds }
  @inlinable public init(seconds: Int64) { self.rawValue = seconds * 1_000_000 }

  public static let distantPast = Timestamp(rawValue: .min)
  public static let distantFuture = Timestamp(rawValue: .max)

  @inlinable public static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.rawValue < right.rawValue
  }

  /// The instant `interval` later; saturates at the ends.
  @inlinable public static func + (instant: Timestamp, interval: Interval) -> Timestamp {
    let (sum, overflow) = instant.rawValue.addingReportingOverflow(interval.microseconds)
    return overflow
      ? (interval.microseconds > 0 ? .distantFuture : .distantPast) : Timestamp(rawValue: sum)
  }

  /// The interval from `earlier` to `later`; saturates at the ends.
  @inlinable public static func - (later: Timestamp, earlier: Timestamp) -> Interval {
    let (difference, overflow) = later.rawValue.subtractingReportingOverflow(earlier.rawValue)
    return Interval(microseconds: overflow ? (later > earlier ? .max : .min) : difference)
  }
}

/// A length of time in microseconds.
public struct Interval: Hashable, Comparable, Sendable {
  public let microseconds: Int64

  @inlinable public init(microseconds: Int64) { self.microseconds = microseconds }
  @inlinable public static func seconds(_ count: Int64) -> Interval {
    Interval(microseconds: count * 1_000_000)
  }
  @inlinable public static func minutes(_ count: Int64) -> Interval { .seconds(count * 60) }
  @inlinable public static func hours(_ count: Int64) -> Interval { .seconds(count * 3600) }
  @inlinable public static func days(_ count: Int64) -> Interval { .seconds(count * 86400) }

  public static let zero = Interval(microseconds: 0)

  @inlinable public static func < (left: Interval, right: Interval) -> Bool {
    left.microseconds < right.microseconds
  }
}
