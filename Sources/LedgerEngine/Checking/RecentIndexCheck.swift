import LedgerCore
import LedgerIndex
import LedgerLog
import LedgerRules
import LedgerStorage

/// Reads the bodies of the last entries anew and looks whether the index has what they give: the rows of
/// each item, the keys by which repeated deliveries are known, and the states of the orders that they
/// touch. That the index has nothing else, only making it anew can tell.
struct RecentIndexCheck {
  let log: LogReader
  let index: LiveIndex
  let from: LogPosition

  private static let stride: UInt64 = 2_048
  private static let inTurn = 32

  private struct Read: Sendable {
    var entry: Entry
    var arrival: Arrival?
  }

  /// - Parameter progress: told which position is reached of how many.
  /// - Returns: positions with the tables that lack something of them.
  func run(
    _ base: borrowing ReadTransaction, _ progress: (LogPosition, LogPosition) -> Void
  ) throws(LedgerError) -> [(position: LogPosition, tables: Set<String>)] {
    var found: [(position: LogPosition, tables: Set<String>)] = []
    let runtimes = Dictionary(
      index.channels.enumerated().map { number, row in
        (
          row.name,
          ChannelRuntime(
            row: row, number: UInt16(number), rulebook: index.rulebook, hash: log.key.hasher)
        )
      }, uniquingKeysWith: { first, _ in first })
    var next = from.rawValue
    while next < index.nextPosition.rawValue {
      let last = min(index.nextPosition.rawValue, next + RecentIndexCheck.stride)
      let log = log
      let positions = Array(next..<last)
      let read = Parallel.map(positions, inTurn: RecentIndexCheck.inTurn) {
        RecentIndexCheck.read(LogPosition($0), log, runtimes)
      }
      for case let read? in read {
        let tables = try LedgerError.storing { () throws(StorageError) in
          try lacking(read, base)
        }
        if !tables.isEmpty { found.append((read.entry.position, tables)) }
      }
      next = last
      progress(LogPosition(next), index.nextPosition)
    }
    return found
  }

  /// Nil where it cannot be read, which is found elsewhere.
  private static func read(
    _ position: LogPosition, _ log: LogReader, _ runtimes: [String: ChannelRuntime]
  ) -> Read? {
    guard let entry = try? log.entry(at: position) else { return nil }
    switch entry.kind {
    case .control: return nil
    case .duplicate: return Read(entry: entry, arrival: nil)
    case .delivery, .conflict: break
    }
    guard let runtime = runtimes[entry.channel], let payload = try? log.body(at: position)
    else { return nil }
    let extraction = runtime.read(
      headers: payload.headers.map { (name: $0.name, value: $0.value) }, body: payload.body
    ).extraction
    return Read(
      entry: entry,
      arrival: Arrival(
        position: position, received: entry.received, channel: runtime.number,
        deliveryKey: entry.deliveryKey, content: runtime.hash.hash(payload.body),
        isConflict: entry.kind.original != nil, causedBy: entry.cause.text,
        extraction: extraction,
        recorded: entry.links.map {
          Filing(item: $0.item, thread: $0.thread, sequence: $0.sequence, previous: $0.previous)
        }))
  }

  private func lacking(
    _ read: Read, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> Set<String> {
    if let arrival = read.arrival { return try index.lacking(arrival, base) }
    guard let original = read.entry.kind.original else { return [] }
    return try index.knows(repeat: read.entry.position, of: original, base) ? [] : ["repeats"]
  }
}
