public import LedgerCore

/// Entries that will share one commit, in order.
public struct Batch: Sendable {
  /// The position of the next entry.
  public private(set) var nextPosition: LogPosition
  /// Received time of the entry before: the next one's is not earlier.
  public private(set) var lastReceived: Timestamp
  public private(set) var entries: [PreparedEntry] = []

  init(nextPosition: LogPosition, lastReceived: Timestamp) {
    self.nextPosition = nextPosition
    self.lastReceived = lastReceived
  }

  public var count: Int { entries.count }

  /// Adds an entry, which must stand at `nextPosition`.
  ///
  /// - Parameter isLandmark: whether `LogReader.landmarks` is to list it.
  @discardableResult
  public mutating func append(
    _ entry: Entry, body: StoredBody?, isLandmark: Bool = false
  ) throws(LogError) -> LogPosition {
    try append(try PreparedEntry(entry, body: body, isLandmark: isLandmark))
  }

  @discardableResult
  public mutating func append(_ entry: PreparedEntry) throws(LogError) -> LogPosition {
    guard entry.position == nextPosition else {
      throw .gap(expected: nextPosition, found: entry.position)
    }
    guard entry.received >= lastReceived else { throw .receivedEarlier(entry.position) }
    entries.append(entry)
    nextPosition = entry.position.next
    lastReceived = entry.received
    return entry.position
  }

  /// Takes back what was added after `mark`.
  mutating func rollBack(to mark: Batch.Mark) {
    entries.removeLast(entries.count - mark.count)
    nextPosition = mark.nextPosition
    lastReceived = mark.lastReceived
  }

  struct Mark {
    let count: Int
    let nextPosition: LogPosition
    let lastReceived: Timestamp
  }

  var mark: Mark {
    Mark(count: entries.count, nextPosition: nextPosition, lastReceived: lastReceived)
  }
}
