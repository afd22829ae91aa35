import LedgerCore

/// What was measured of a channel in a span of time.
public struct MeasuredSpan: Sendable, Hashable {
  /// Entries of the log: duplicates and conflicts count too.
  public var deliveries = 0
  public var duplicates = 0
  public var conflicts = 0
  public var quarantined = 0
  /// Not in the log.
  public var refused = 0
  public var lag = LagHistogram()

  public init() {}

  public mutating func add(_ entry: MeasuredEntry) {
    deliveries += 1
    switch entry.kind {
    case .delivery: break
    case .duplicate: duplicates += 1
    case .conflict: conflicts += 1
    }
    if entry.isQuarantined { quarantined += 1 }
    if let lag = entry.lag { self.lag.add(max(lag, .zero)) }
  }

  public mutating func add(_ other: MeasuredSpan) {
    deliveries += other.deliveries
    duplicates += other.duplicates
    conflicts += other.conflicts
    quarantined += other.quarantined
    refused += other.refused
    lag.add(other.lag)
  }

  func write(to writer: inout ByteWriter) {
    for count in [deliveries, duplicates, conflicts, quarantined, refused] { writer.varint(count) }
    lag.write(to: &writer)
  }

  init(from reader: inout ByteReader) throws(MalformedBytes) {
    deliveries = try reader.integer()
    duplicates = try reader.integer()
    conflicts = try reader.integer()
    quarantined = try reader.integer()
    refused = try reader.integer()
    lag = try LagHistogram(from: &reader)
  }
}

/// How many disagreements were open at the end of a span, and how many opened and closed in it.
public struct DisagreementSpan: Sendable, Hashable {
  public var open = 0
  public var opened = 0
  public var closed = 0

  public init(open: Int = 0, opened: Int = 0, closed: Int = 0) {
    self.open = open
    self.opened = opened
    self.closed = closed
  }

  mutating func add(_ other: DisagreementSpan) {
    open = other.open
    opened += other.opened
    closed += other.closed
  }
}
