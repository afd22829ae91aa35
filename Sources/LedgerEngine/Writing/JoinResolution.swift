import LedgerCore
import LedgerIndex
import LedgerLog
import LedgerStorage

/// Finds what a text that names an order, an unlinked group or an item means in a join.
struct JoinResolution {
  let index: LiveIndex
  let log: LogReader
  let end: LogPosition

  struct Found {
    var party: JoinParty
    var row: OrderRow
  }

  /// A correlation ID, a group's id, a reference or its value; `@POSITION` or `@POSITION.ITEM`, the
  /// `@` of which may be left out where nothing is called so.
  func find(
    _ text: String, _ base: borrowing ReadTransaction
  ) throws(LedgerError) -> Found {
    if text.hasPrefix("@") {
      guard let item = JoinResolution.item(text.dropFirst()) else {
        throw .unreadableReference(text: text)
      }
      return try find(item, text, base)
    }
    let roots = try LedgerError.storing { () throws(StorageError) in try index.find(text, base) }
    if roots.isEmpty, let item = JoinResolution.item(text[...]), item.position < end {
      return try find(item, text, base)
    }
    let rows = try LedgerError.storing { () throws(StorageError) in
      var rows: [OrderRow] = []
      for root in roots { if let row = try index.currentRow(root, base) { rows.append(row) } }
      return rows
    }
    return try choose(rows, text, thread: nil, base)
  }

  /// `17` or `17.2`.
  private static func item(_ text: Substring) -> ItemID? {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let position = UInt64(first) else { return nil }
    guard parts.count > 1 else { return ItemID(position: LogPosition(position), index: 0) }
    return UInt16(parts[1]).map { ItemID(position: LogPosition(position), index: $0) }
  }

  private func find(
    _ item: ItemID, _ text: String, _ base: borrowing ReadTransaction
  ) throws(LedgerError) -> Found {
    guard item.position < end else { throw .unknownPosition(item.position, end: end) }
    let entry = try LedgerError.logging { () throws(LogError) in
      try log.entry(at: item.position)
    }
    // The index may file what the log's entry links to nothing: see `JoinParty.isItself`.
    let thread =
      entry.links.first { $0.item == item.index }?.thread ?? ThreadID(origin: item)
    let rows = try LedgerError.storing { () throws(StorageError) in
      try index.rows(of: thread, base)
    }
    guard !rows.isEmpty else { throw .notFiled(item) }
    return try choose(rows, text, thread: thread, base)
  }

  private func choose(
    _ rows: [OrderRow], _ text: String, thread: ThreadID?, _ base: borrowing ReadTransaction
  ) throws(LedgerError) -> Found {
    let orders = rows.filter { $0.kind == .order }
    let candidates = orders.isEmpty ? rows.filter { $0.kind == .unlinked } : orders
    guard let row = candidates.first else { throw .unknownOrder(text: text) }
    guard candidates.count == 1 else {
      throw .ambiguousOrder(text: text, orders: candidates.map(\.correlationID))
    }
    let offers = try LedgerError.storing { () throws(StorageError) in
      var offers: [JoinParty] = []
      for member in thread.map({ [$0] }) ?? row.threads {
        offers += try index.parties(of: member, base)
      }
      return offers.filter { row.kind != .order || $0.kind == .identity }
    }
    if let named = offers.first(where: { JoinResolution.matches($0.reference, text) }) {
      return Found(party: named, row: row)
    }
    // The order itself, or an item of it: any of its names will do.
    let isItself =
      thread != nil || row.correlations.contains(text) || CorrelationID.thread(of: text) != nil
    guard isItself || row.kind == .unlinked,
      let first = offers.min(by: { $0.kind.rawValue < $1.kind.rawValue })
    else { throw .notAnIdentity(text: text, order: row.correlationID) }
    return Found(party: first, row: row)
  }

  private static func matches(_ reference: Reference, _ text: String) -> Bool {
    reference.value == text || reference.description == text
      || reference.description.hasSuffix("/" + text)
  }
}
