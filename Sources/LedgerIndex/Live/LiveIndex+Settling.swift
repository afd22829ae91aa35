import Crypto
public import LedgerCore
import LedgerFold
import LedgerRules
public import LedgerStorage

/// What the tail changes in orders: rows that are new or differ, and rows that are gone because
/// threads came together.
public struct Settlement {
  public var rows: [ThreadID: OrderRow] = [:]
  public var removed: Set<ThreadID> = []
  var membership: [ThreadID: [ThreadID]] = [:]
  /// The bytes of the rows.
  var encoded: [ThreadID: [UInt8]] = [:]
  var totals = IndexTotals()
  /// Outcomes of the tail's own items.
  public var receipts: [Outcome: Int] = [:]
}

extension LiveIndex {
  /// Folds every order that the tail touches. Kept until the tail changes.
  public func settle(_ base: borrowing ReadTransaction) throws(StorageError) -> Settlement {
    if let settled { return settled }
    precondition(beneath == nil, "what is being written is taken back before it is read")
    var settlement = Settlement()
    settlement.totals = totals
    settlement.totals.duplicates += tail.duplicates
    var pending = Array(tail.threads.keys)
    var seen = Set(pending)
    var former: Set<ThreadID> = []
    var touched: [OrderGroup] = []
    var roots: Set<ThreadID> = []
    var memo = GroupingMemo()
    var looked: Set<ThreadID> = []
    while let thread = pending.popLast() {
      try visit(thread, base, &former, &seen, &pending)
      // Threads that hang together are in the same groups.
      if let root = memo.root(of: thread), looked.contains(root) { continue }
      let groups = try groups(of: thread, &memo, base)
      if let root = memo.root(of: thread) { looked.insert(root) }
      for group in groups where roots.insert(group.root).inserted {
        touched.append(group)
        for member in group.threads + group.shared {
          settlement.membership[member, default: []].append(group.root)
          try visit(member, base, &former, &seen, &pending)
        }
        // What is shared now has a group of its own, and what too many share leaves the
        // orders it was in.
        for member in group.shared + group.beyond where seen.insert(member).inserted {
          pending.append(member)
          try visit(member, base, &former, &seen, &pending)
        }
      }
    }
    for settled in try rows(of: touched, base) {
      settlement.rows[settled.row.root] = settled.row
      settlement.encoded[settled.row.root] = settled.bytes
      settlement.totals.count(OrderRow.Summary(of: settled.row), sign: 1)
      settlement.totals.digest &+= settled.digest
    }
    settlement.removed = former.subtracting(roots)
    try count(&settlement, former: former, base)
    settled = settlement
    return settlement
  }

  /// Orders to which a thread belonged are to be looked at again: it may have left them, or may now
  /// be shared with them.
  private func visit(
    _ thread: ThreadID, _ base: borrowing ReadTransaction, _ former: inout Set<ThreadID>,
    _ seen: inout Set<ThreadID>, _ pending: inout [ThreadID]
  ) throws(StorageError) {
    for root in try base.membership(thread) where former.insert(root).inserted {
      if seen.insert(root).inserted { pending.append(root) }
    }
  }

  private struct SettledRow: Sendable {
    var row: OrderRow
    var bytes: [UInt8]
    var digest: Hash256

    init(of group: OrderGroup, _ spine: [SpineEntry], table: FoldTable) {
      row = OrderRow(
        root: group.root, threads: group.threads, shared: group.shared,
        correlations: group.correlations, kind: group.kind,
        state: OrderFolding.fold(spine, table: table, scope: group.kind.scope))
      bytes = row.bytes
      digest = Hash256(bytes: SHA256.hash(data: bytes))
    }
  }

  /// Groups whose entries are in memory at a time.
  private static let foldedTogether = 2_048
  /// Groups that one core folds at a time.
  private static let foldedInTurn = 32

  /// Folds groups, on all cores: this thread reads their entries, and all of them fold.
  private func rows(
    of groups: [OrderGroup], _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [SettledRow] {
    var rows: [SettledRow] = []
    rows.reserveCapacity(groups.count)
    for start in stride(from: 0, to: groups.count, by: LiveIndex.foldedTogether) {
      let together = groups[start..<min(start + LiveIndex.foldedTogether, groups.count)]
      var spines: [[SpineEntry]] = []
      for group in together {
        spines.append(try spine(threads: group.threads, shared: group.shared, base))
      }
      let table = table
      rows += Parallel.map(zip(together, spines).map { ($0, $1) }, inTurn: LiveIndex.foldedInTurn) {
        SettledRow(of: $0.0, $0.1, table: table)
      }
    }
    return rows
  }

  /// The entries of some threads, in log order; those of shared threads are marked.
  public func spine(
    threads: [ThreadID], shared: [ThreadID], _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [SpineEntry] {
    var entries: [SpineEntry] = []
    for thread in threads { entries += try spine(of: thread, base) }
    for thread in shared {
      entries += try spine(of: thread, base).map { entry in
        var marked = entry
        marked.flags.insert(.shared)
        return marked
      }
    }
    if threads.count + shared.count > 1 { entries.sort(by: SpineEntry.isBefore) }
    return entries
  }

  /// Takes out of the counters what stood, and counts what the tail brought.
  private func count(
    _ settlement: inout Settlement, former: Set<ThreadID>, _ base: borrowing ReadTransaction
  ) throws(StorageError) {
    for root in former.union(settlement.rows.keys) {
      guard let (summary, digest) = try base.orderSummary(root) else { continue }
      settlement.totals.count(summary, sign: -1)
      settlement.totals.digest &-= digest
    }
    var receipts: [Outcome: Int] = [:]
    for (item, loose) in tail.loose {
      let outcome = outcome(of: loose)
      settlement.totals.add(outcome, 1)
      if item.position >= countsFrom { receipts[outcome, default: 0] += 1 }
    }
    for row in settlement.rows.values {
      var last: ItemID?
      for thread in row.threads {
        for entry in tail.spine[thread] ?? []
        where entry.id != last && entry.position >= countsFrom.rawValue {
          last = entry.id
          let outcome = row.state.outcome(of: entry.id)
          let isTied = row.kind != .unlinked || outcome != .accepted
          receipts[isTied ? outcome : .unlinked, default: 0] += 1
        }
      }
    }
    settlement.receipts = receipts
  }

  /// What became of an item that is filed in no thread.
  func outcome(of loose: LooseItem) -> Outcome {
    if loose.flags & LooseItem.conflict != 0 { return .conflict }
    return switch table.standing(of: loose.code, at: loose.received.rawValue) {
    case .undecodable: .quarantined
    case .thin: .awaitingDetail
    case .noted: .noted
    case .understood: .unlinked
    }
  }

  /// What a row adds to the digest over all orders.
  public static func digest(of row: OrderRow) -> Hash256 {
    Hash256(bytes: SHA256.hash(data: row.bytes))
  }
}

extension SpineEntry {
  /// Log order.
  static func isBefore(_ left: SpineEntry, _ right: SpineEntry) -> Bool {
    (left.position, left.item, left.slot) < (right.position, right.item, right.slot)
  }
}

extension IndexTotals {
  /// Adds or takes out what an order counts for.
  mutating func count(_ order: OrderRow.Summary, sign: Int) {
    if order.kind == .order { orders += sign }
    if order.kind == .unlinked { unlinkedGroups += sign }
    let counts = order.counts
    add(order.kind == .unlinked ? .unlinked : .accepted, sign * counts.accepted)
    add(.held, sign * counts.held)
    add(.quarantined, sign * counts.quarantined)
    add(.awaitingDetail, sign * counts.awaitingDetail)
    add(.conflict, sign * counts.conflict)
  }
}
