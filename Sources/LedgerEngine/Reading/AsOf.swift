public import LedgerCore
import LedgerLog

/// A point in the ledger's knowledge: what was known by then, with deadlines judged then.
public struct AsOf: Sendable, Hashable {
  /// Deadlines are judged at this instant.
  public var time: Timestamp
  /// Entries up to and including this position count; nil for all received by `time`.
  public var position: LogPosition?

  public init(time: Timestamp, position: LogPosition? = nil) {
    self.time = time
    self.position = position
  }

  func includes(position: UInt64, received: Int64) -> Bool {
    if let limit = self.position { return position <= limit.rawValue }
    return received <= time.rawValue
  }
}

extension Ledger {
  /// Now: everything, judged by the clock.
  public var now: AsOf { AsOf(time: surroundings.now()) }

  /// As of a position: what was known when that entry had been received.
  public func asOf(position: LogPosition) throws(LedgerError) -> AsOf {
    let end = nextPosition
    guard position < end else { throw .unknownPosition(position, end: end) }
    let entry = try LedgerError.logging { () throws(LogError) in try log.entry(at: position) }
    return AsOf(time: entry.received, position: position)
  }
}
