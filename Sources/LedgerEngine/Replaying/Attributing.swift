import LedgerCore
import LedgerFold
import LedgerIndex
import LedgerReplay
import LedgerRules
import LedgerStorage

/// Finds out which change of a rulebook causes which part of a difference: each unit alone, and all without
/// it.
struct Attributing {
  let run: ReplayRun
  let report: ReplayReport

  func attribution(_ base: borrowing ReadTransaction) throws(StorageError) -> Attribution {
    let comparison = run.setting.comparison
    guard run.setting.plan.reach != .decoding,
      let units = ChangeUnits(
        comparison.before.table, comparison.after.table, run.difference, report.changes)
    else { return together }
    let all = Set(units.units.indices)
    var found: [Attribution.Unit] = []
    var explained: Set<ThreadID> = []
    let effective = Set(units.effectiveUnits)
    for unit in units.units.indices {
      var alone = Weight()
      var needed = Weight()
      if effective.contains(unit) {
        let own = try side(units.table(with: [unit]))
        let rest = try side(units.table(with: all.subtracting([unit])))
        alone = try changes(from: comparison.before, to: own, among: nil, base).weight
        needed = try changes(from: rest, to: comparison.after, among: nil, base).weight
        let changed = Set(report.changed.map(\.root))
        let others = try changes(from: own, to: comparison.after, among: changed.sorted(), base)
        explained.formUnion(changed.subtracting(others.roots))
      }
      found.append(
        Attribution.Unit(
          changes: units.units[unit].map { units.changes[$0] }, alone: alone, needed: needed))
    }
    var interacting = Weight()
    for order in report.changed where !explained.contains(order.root) {
      interacting.add(order.money)
    }
    return Attribution(units: found, interacting: interacting)
  }

  /// All changes as one unit, which they are where bodies are read otherwise or states are others.
  private var together: Attribution {
    let unit = Attribution.Unit(
      changes: report.changes, alone: report.weight, needed: report.weight)
    return Attribution(units: [unit], interacting: Weight())
  }

  private func side(_ table: FoldTable) throws(StorageError) -> ReplaySide {
    var vocabulary = run.setting.comparison.vocabulary
    return ReplaySide(
      table: table, knowledge: run.setting.comparison.after.knowledge, naming: &vocabulary,
      unheard: run.index.unheard(under: table.rulebook))
  }

  private func changes(
    from before: ReplaySide, to after: ReplaySide, among roots: [ThreadID]?,
    _ base: borrowing ReadTransaction
  ) throws(StorageError) -> (weight: Weight, roots: Set<ThreadID>) {
    let found = try run.changes(from: before, to: after, among: roots, base)
    return (found.weight, Set(found.changed.map(\.root)))
  }
}
