import LedgerCore
import LedgerFold
import LedgerIndex
import LedgerReplay
import LedgerRules
import LedgerStorage

/// Finds out what the changed orders have in common, against all orders that were asked for.
struct Describing {
  let run: ReplayRun
  let report: ReplayReport

  func commonalities(
    _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [Commonality] {
    let facts = OrderFacts(run.setting.active, channels: run.setting.comparison.channels)
    let all = try tally(facts, ScanningReplay.ranges(of: run.index, report.total), base)
    let roots = report.changed.map(\.root).sorted()
    let changed = try tally(facts, ScanningReplay.ranges(of: roots), base)
    return facts.commonalities(changed: changed, all: all)
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
