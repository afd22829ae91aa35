public import LedgerCore
import LedgerLog

/// What an erasure would take, or has taken.
public struct ErasurePlan: Sendable {
  public struct Delivery: Sendable {
    public var position: LogPosition
    public var channel: String
    public var received: Timestamp
    var key: Hash128?
    var subjects: [Hash128]
    var threads: [ThreadID]
  }

  /// Keyed hashes of whom it is about.
  public var subjects: [Hash128]
  /// Deliveries that are about any of them and were not erased before, in log order.
  public var deliveries: [Delivery] = []
  /// Correlation ids of the orders that these belong to.
  public var orders: [String] = []
  /// The first position that was not looked at.
  public var end = LogPosition.first

  /// Persons beside these whom the deliveries are about too: what they said of them goes as well.
  public var othersConcerned: Int {
    Set(deliveries.flatMap(\.subjects)).subtracting(subjects).count
  }

  public var channels: [(channel: String, deliveries: Int)] {
    Dictionary(grouping: deliveries, by: \.channel).map { ($0.key, $0.value.count) }
      .sorted { $0.channel < $1.channel }
  }

  /// Looks for what the log has got since `end`.
  mutating func extend(to end: LogPosition, in log: LogReader) throws(LedgerError) {
    guard self.end < end else { return }
    let erasures = Erasures(log: log)
    try erasures.refresh()
    let wanted = Set(subjects)
    var found: [Delivery] = []
    try LedgerError.logging { () throws(LogError) in
      try log.scan(from: self.end, through: LogPosition(end.rawValue - 1)) { view in
        guard view.content != nil, !view.isControl, view.subjects.contains(where: wanted.contains)
        else { return .next }
        let entry = Entry(view)
        guard erasures.entry(for: entry.position) == nil else { return .next }
        found.append(
          Delivery(
            position: entry.position, channel: entry.channel, received: entry.received,
            key: entry.deliveryKey, subjects: entry.subjects, threads: entry.links.map(\.thread)))
        return .next
      }
    }
    deliveries += found
    self.end = end
  }
}
