public import LedgerCore
import LedgerIndex
import LedgerLog
import LedgerStorage

extension Ledger {
  /// What became of each item of some deliveries, in log order; a duplicate counts as one item.
  /// Looks at all orders: for examples and small ledgers.
  public func outcomes(
    from: LogPosition, through: LogPosition
  ) throws(LedgerError) -> [(item: ItemID, outcome: Outcome)] {
    var found: [ItemID: Outcome] = [:]
    try LedgerError.logging { () throws(LogError) in
      try log.scan(from: from, through: through) { view in
        if case .duplicate = Entry(view).kind {
          found[ItemID(position: view.position, index: 0)] = .duplicate
        }
        return .next
      }
    }
    let range = from...through
    try reading { (index, base) throws(LedgerError) in
      try LedgerError.storing { () throws(StorageError) in
        try index.forEachRow(base) { (row) throws(StorageError) in
          for entry in try index.spine(threads: row.threads, shared: [], base)
          where range.contains(entry.id.position) {
            let outcome = row.state.outcome(of: entry.id)
            let isTied = row.kind != .unlinked || outcome != .accepted
            found[entry.id] = isTied ? outcome : .unlinked
          }
          return .next
        }
        try index.forEachLoose(base) { item, loose in
          if range.contains(item.position) { found[item] = loose.outcome }
          return .next
        }
      }
    }
    return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
