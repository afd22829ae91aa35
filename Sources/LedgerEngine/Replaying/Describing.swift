import LedgerCore
import LedgerFold
import LedgerIndex
import LedgerReplay
import LedgerRules
import LedgerStorage

/// Finds out what the changed orders have in common, against the orders that were asked for: all of them, or
/// where there are many a sample, so that this takes no longer however long the history is.
struct Describing {
  let run: ReplayRun
  let report: ReplayReport

  func commonalities(
    _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [Commonality] {
    let facts = OrderFacts(run.setting.active, channels: run.setting.comparison.channels)
    let orders = try run.index.currentTotals(base).orders
    let all = try tally(facts, Describing.ranges(of: run.index, orders), base)
    let roots = report.changed.map(\.root).sorted()
    let changed = try tally(facts, ScanningReplay.ranges(of: roots), base)
    return facts.commonalities(changed: changed, all: all)
  }

  /// Orders that a sample has, about; and in how many places of the history they lie.
  private static let sampled = 4_096
  private static let places = 64

  private static func ranges(of index: LiveIndex, _ orders: Int) -> [ScanRange] {
    guard orders > 2 * sampled else { return ScanningReplay.ranges(of: index, orders) }
    let end = ScanningReplay.end(of: index)
    let width = max(1, end / UInt64(orders) * UInt64(sampled / places))
    return (0..<UInt64(places)).map { place in
      let start = end / UInt64(places) * place
      return .roots(start..<(start + width))
    }
  }

  private func tally(
    _ facts: OrderFacts, _ ranges: [ScanRange], _ base: borrowing ReadTransaction
  ) throws(StorageError) -> OrderFacts.Tally {
    let setting = run.setting
    var sum = OrderFacts.Tally(facts)
    for part in try ScanningReplay.inParallel(
      ranges, run.index, base,
      { (range, index, base) throws(StorageError) in
        var tally = OrderFacts.Tally(facts)
        try index.scanGroups(range, base) { group in
          guard group.row.kind == .order, let first = group.spine.first, setting.includes(first),
            setting.selection.isInRange(group.spine)
          else { return }
          tally.add(group.spine, facts)
        }
        return tally
      })
    {
      sum.add(part)
    }
    return sum
  }
}
