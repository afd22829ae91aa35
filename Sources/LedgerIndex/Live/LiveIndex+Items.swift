public import LedgerCore
import LedgerFold
public import LedgerStorage

/// One item of a delivery, and where it is filed.
public struct FiledItem: Sendable, Hashable {
  public var id: ItemID
  public var outcome: Outcome
  /// Correlation IDs of the orders, or of the group that no order is tied to.
  public var orders: [String]
}

/// One item of a delivery, as far as is asked of each for measuring.
public struct ItemReading: Sendable, Hashable {
  public var id: ItemID
  public var occurred: Timestamp?
  public var isQuarantined: Bool
}

extension LiveIndex {
  /// The items of a delivery, ascending.
  ///
  /// - Parameter links: of its entry in the log: item and thread.
  public func filedItems(
    of position: LogPosition, links: [(item: UInt16, thread: ThreadID)],
    _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [FiledItem] {
    var memo = GroupingMemo()
    var items = try looseItems(at: position, base).map { item, loose in
      FiledItem(id: item, outcome: loose.outcome, orders: [])
    }
    for link in links {
      let id = ItemID(position: position, index: link.item)
      for group in try groups(of: link.thread, &memo, base) {
        guard let row = try currentRow(group.root, base) else { continue }
        let found = row.state.outcome(of: id)
        let outcome = row.kind == .unlinked && found == .accepted ? .unlinked : found
        if let known = items.firstIndex(where: { $0.id == id }) {
          items[known].orders.append(row.correlationID)
        } else {
          items.append(FiledItem(id: id, outcome: outcome, orders: [row.correlationID]))
        }
      }
    }
    return items.sorted { $0.id < $1.id }
  }

  /// The same without asking which orders they belong to.
  public func itemReadings(
    of position: LogPosition, threads: Set<ThreadID>, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [ItemReading] {
    guard !threads.isEmpty else {
      return try looseItems(at: position, base).map { item, loose in
        ItemReading(id: item, occurred: nil, isQuarantined: loose.outcome == .quarantined)
      }
    }
    var readings: [ItemReading] = []
    for thread in threads {
      for entry in try spine(of: thread, base)
      where entry.position == position.rawValue && !entry.flags.contains(.continuation) {
        let occurred =
          entry.occurred == SpineEntry.none ? nil : Timestamp(rawValue: entry.occurred)
        let isQuarantined = table.isQuarantined(code: entry.code, at: entry.received)
        if let last = readings.last, last.id == entry.id {
          readings[readings.count - 1].isQuarantined = last.isQuarantined || isQuarantined
        } else {
          readings.append(
            ItemReading(id: entry.id, occurred: occurred, isQuarantined: isQuarantined))
        }
      }
    }
    return readings
  }

  private func looseItems(
    at position: LogPosition, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [(item: ItemID, report: LooseReport)] {
    var found: [(item: ItemID, report: LooseReport)] = []
    // One before the first item of the delivery, since the scan begins behind what it is given.
    let before =
      position == .first
      ? nil : ItemID(position: LogPosition(position.rawValue - 1), index: .max)
    try forEachLoose(after: before, base) { item, report in
      guard item.position == position else { return .stop }
      found.append((item, report))
      return .next
    }
    return found
  }
}
