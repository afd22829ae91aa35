public import LedgerCore
public import LedgerIndex
public import LedgerLog
import LedgerStorage

/// One entry of the log, and where what it says is filed.
public struct LoggedEvent: Sendable {
  public var entry: Entry
  /// Ascending; none of a duplicate, nor of what operators did.
  public var items: [FiledItem]
  /// Whether its body was erased.
  public var isErased = false
}

/// Which events are asked for. What is nil does not restrict.
public struct EventFilter: Sendable {
  public var channel: String?
  /// Correlation ID or any reference.
  public var order: String?

  public init(channel: String? = nil, order: String? = nil) {
    self.channel = channel
    self.order = order
  }
}

/// Some events in log order, and where the next begin.
public struct EventPage: Sendable {
  public var events: [LoggedEvent] = []
  /// Everything before was looked at.
  public var next: LogPosition
}

extension Ledger {
  /// The first position that this ledger does not show: for a reader of what is filed, as of this moment.
  public func shownEnd() throws(LedgerError) -> LogPosition {
    try reading { (index, _) throws(LedgerError) in index.nextPosition }
  }

  /// The first position that is not in the log, filed or not.
  public func logEnd() throws(LedgerError) -> LogPosition {
    try LedgerError.logging { () throws(LogError) in try log.nextPosition() }
  }

  /// One entry that is filed, held against the log's tree.
  public func event(at position: LogPosition) throws(LedgerError) -> LoggedEvent {
    let isErased = try erasure(of: position) != nil
    return try reading { (index, base) throws(LedgerError) in
      guard position < index.nextPosition else {
        throw .unknownPosition(position, end: index.nextPosition)
      }
      let entry = try LedgerError.logging { () throws(LogError) in
        try log.guardedEntry(at: position)
      }
      var event = try filed(entry, index, base)
      event.isErased = isErased
      return event
    }
  }

  /// Entries that are filed, from a position on.
  ///
  /// - Parameters:
  ///   - limit: events at most.
  ///   - scannedMax: entries that are looked at, at most.
  public func events(
    from: LogPosition, _ filter: EventFilter = EventFilter(), limit: Int, scannedMax: Int
  ) throws(LedgerError) -> EventPage {
    try reading { (index, base) throws(LedgerError) in
      let entries: [Entry]
      var page = EventPage(next: from)
      var items: Set<ItemID>?
      if let order = filter.order {
        let own = try self.items(of: order, index, base)
        entries = try self.entries(of: own, from: from, limit: limit, &page.next, index)
        items = own
      } else {
        let end = LogPosition(
          min(index.nextPosition.rawValue, from.rawValue &+ UInt64(scannedMax)))
        entries = try self.entries(from: from, upTo: end, limit: limit, filter, &page.next)
      }
      for entry in entries where filter.channel.map({ $0 == entry.channel }) ?? true {
        var event = try filed(entry, index, base)
        if let items { event.items = event.items.filter { items.contains($0.id) } }
        page.events.append(event)
      }
      return page
    }
  }

  private func entries(
    from: LogPosition, upTo end: LogPosition, limit: Int, _ filter: EventFilter,
    _ next: inout LogPosition
  ) throws(LedgerError) -> [Entry] {
    guard from < end else { return [] }
    let channel = filter.channel.map { Array($0.utf8) }
    var entries: [Entry] = []
    var seen = from
    try LedgerError.logging { () throws(LogError) in
      try log.scan(from: from, through: LogPosition(end.rawValue - 1)) { view in
        guard entries.count < limit else { return .stop }
        seen = view.position.next
        if channel.map({ view.channelUTF8.elementsEqual($0) }) ?? true {
          entries.append(Entry(view))
        }
        return .next
      }
    }
    next = seen
    return entries
  }

  /// What is filed of an order is known without looking at the rest of the log.
  private func items(
    of order: String, _ index: LiveIndex, _ base: borrowing ReadTransaction
  ) throws(LedgerError) -> Set<ItemID> {
    let root = try findOne(order, index, base)
    return try LedgerError.storing { () throws(StorageError) -> Set<ItemID> in
      guard let row = try index.currentRow(root, base) else { return [] }
      return Set(
        try index.spine(threads: row.threads, shared: row.shared, base).map { $0.id })
    }
  }

  private func entries(
    of items: Set<ItemID>, from: LogPosition, limit: Int, _ next: inout LogPosition,
    _ index: LiveIndex
  ) throws(LedgerError) -> [Entry] {
    let positions = Set(items.map(\.position)).filter { $0 >= from }.sorted()
    let wanted = positions.prefix(limit)
    next = wanted.count < limit ? max(from, index.nextPosition) : wanted.last?.next ?? from
    var entries: [Entry] = []
    for position in wanted {
      entries.append(
        try LedgerError.logging { () throws(LogError) in try log.entry(at: position) })
    }
    return entries
  }

  private func filed(
    _ entry: Entry, _ index: LiveIndex, _ base: borrowing ReadTransaction
  ) throws(LedgerError) -> LoggedEvent {
    switch entry.kind {
    case .control, .duplicate: return LoggedEvent(entry: entry, items: [])
    case .delivery, .conflict: break
    }
    let items = try LedgerError.storing { () throws(StorageError) in
      try index.filedItems(
        of: entry.position, links: entry.links.map { ($0.item, $0.thread) }, base)
    }
    return LoggedEvent(entry: entry, items: items)
  }
}
