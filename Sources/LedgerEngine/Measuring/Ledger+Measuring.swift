public import LedgerCore
import LedgerIndex
import LedgerLog
import LedgerStorage

/// What is measured of one entry.
public struct MeasuredEntry: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    case delivery, duplicate, conflict
  }

  public var position: LogPosition
  public var channel: String
  public var received: Timestamp
  public var kind: Kind
  /// Whether a claim of it is in quarantine, by the rulebook in force.
  public var isQuarantined = false
  /// From when the sender says that it happened until it was received.
  public var lag: Interval?

  public init(
    position: LogPosition, channel: String, received: Timestamp, kind: Kind,
    isQuarantined: Bool = false, lag: Interval? = nil
  ) {
    self.position = position
    self.channel = channel
    self.received = received
    self.kind = kind
    self.isQuarantined = isQuarantined
    self.lag = lag
  }
}

extension Ledger {
  /// Measures entries that are filed, from a position on; what operators did is passed over.
  ///
  /// - Returns: also the first position that was not looked at.
  public func measured(
    from: LogPosition, limit: Int
  ) throws(LedgerError) -> (entries: [MeasuredEntry], next: LogPosition) {
    try reading { (index, base) throws(LedgerError) in
      let end = LogPosition(min(index.nextPosition.rawValue, from.rawValue + UInt64(limit)))
      guard from < end else { return ([], from) }
      var found: [(entry: MeasuredEntry, threads: Set<ThreadID>)] = []
      try LedgerError.logging { () throws(LogError) in
        try log.scan(from: from, through: LogPosition(end.rawValue - 1)) { view in
          guard !view.isControl else { return .next }
          let kind: MeasuredEntry.Kind =
            view.isDuplicate ? .duplicate : view.isConflict ? .conflict : .delivery
          found.append(
            (
              MeasuredEntry(
                position: view.position,
                channel: String(decoding: view.channelUTF8, as: UTF8.self),
                received: view.received, kind: kind), Set(view.links.map(\.thread))
            ))
          return .next
        }
      }
      return try LedgerError.storing { () throws(StorageError) in
        var entries: [MeasuredEntry] = []
        for (entry, threads) in found {
          var entry = entry
          if entry.kind != .duplicate {
            let items = try index.itemReadings(of: entry.position, threads: threads, base)
            entry.isQuarantined = items.contains(where: \.isQuarantined)
            entry.lag = items.compactMap(\.occurred).min().map { entry.received - $0 }
          }
          entries.append(entry)
        }
        return (entries, end)
      }
    }
  }
}
