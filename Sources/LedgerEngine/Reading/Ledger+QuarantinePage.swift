public import LedgerCore
import LedgerIndex
import LedgerStorage

/// A part of what is in quarantine, and where the next begins.
public struct QuarantinePage: Sendable {
  /// Behind which group, or which item of no group, a page begins: those of groups come first.
  public enum Cursor: Sendable, Hashable {
    case group(ThreadID)
    case item(ItemID?)
  }

  public var entries: [QuarantineEntry] = []
  /// Nil at the end.
  public var next: Cursor?
}

extension Ledger {
  /// Part of what is in quarantine.
  ///
  /// - Parameters:
  ///   - limit: as soon as there are so many, the page ends with the group that they are in.
  ///   - asOf: only what was there by then; nil for all.
  ///   - scannedMax: the page also ends when so many items, or twenty times as many groups, were passed over.
  ///   - isWanted: which to list.
  public func quarantine(
    after cursor: QuarantinePage.Cursor?, limit: Int, scannedMax: Int = .max, asOf: AsOf?,
    where isWanted: (QuarantineEntry) -> Bool
  ) throws(LedgerError) -> QuarantinePage {
    func isShown(_ entry: QuarantineEntry) -> Bool {
      let isThere = asOf?.includes(
        position: entry.item.position.rawValue, received: entry.received.rawValue)
      return (isThere ?? true) && isWanted(entry)
    }
    let groupsMax = scannedMax.multipliedReportingOverflow(by: 20)
    return try reading { (index, base) throws(LedgerError) in
      try LedgerError.storing { () throws(StorageError) in
        var page = QuarantinePage()
        var after: ItemID?
        switch cursor {
        case .item(let item): after = item
        case .group, nil:
          var root: ThreadID?
          if case .group(let last)? = cursor { root = last }
          var isFull = false
          let passed = try index.passRows(
            after: root, wanted: .quarantined,
            scannedMax: groupsMax.overflow ? .max : groupsMax.partialValue, base
          ) { (row) throws(StorageError) in
            guard page.entries.count < limit else {
              isFull = true
              return .stop
            }
            guard row.kind != .shared else { return .next }
            let spine = try index.spine(threads: row.threads, shared: [], base)
            page.entries += row.quarantineEntries(index, spine).filter(isShown)
            page.next = .group(row.root)
            return .next
          }
          if isFull { return page }
          page.next = passed.map { .group($0) } ?? .item(nil)
          if passed != nil || page.entries.count >= limit { return page }
        }
        page.next = nil
        var rest = scannedMax
        try index.forEachLoose(after: after, base) { item, loose in
          guard rest > 0, page.entries.count < limit else {
            page.next = .item(after)
            return .stop
          }
          rest -= 1
          after = item
          guard loose.outcome == .quarantined else { return .next }
          let entry = QuarantineEntry(item: item, loose: loose)
          if isShown(entry) { page.entries.append(entry) }
          return .next
        }
        return page
      }
    }
  }
}
