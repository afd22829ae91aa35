public import LedgerCore
import LedgerFold
import LedgerIndex
public import LedgerReplay
public import LedgerRules
import LedgerStorage

/// What a replay would do, told before it is done.
public struct ReplayPreview: Sendable {
  public var before: ReplayReport.Side
  public var after: ReplayReport.Side
  /// What differs between the rulebooks.
  public var changes: [RulebookChange]
  public var plan: ReplayPlan
  /// How long it takes, judged by a part that was done: microseconds.
  public var estimate: Interval
}

extension Ledger {
  /// Plans a replay without running it: what differs, which orders that can touch and why, what would be
  /// decoded again, and about how long it would take on this machine.
  public func plan(_ request: ReplayRequest) throws(LedgerError) -> ReplayPreview {
    let sides = try [request.before, request.after].mapped(describe)
    let changes = RulebookDifference(from: sides[0].rulebook, to: sides[1].rulebook).changes
    let decodes = sides.contains {
      $0.rulebook.extractionRevision != rulebook.extractionRevision
    }
    guard decodes else {
      return try reading { (index, base) throws(LedgerError) in
        let seesAll = try seesAll(
          request, through: LogPosition(index.nextPosition.rawValue - 1))
        return try LedgerError.storing { () throws(StorageError) in
          let run = try ReplayRun(request, sides, index, base, seesAll: seesAll)
          let (plan, share) = try run.preview(base)
          let begun = surroundings.now()
          let tried = try run.tryOut(base)
          let spent = surroundings.now() - begun
          let estimate = tried == 0 ? 0 : spent.microseconds * Int64(share) / Int64(tried)
          return ReplayPreview(
            before: sides[0].described, after: sides[1].described, changes: changes, plan: plan,
            estimate: Interval(microseconds: estimate))
        }
      }
    }
    let difference = FoldDifference(from: sides[0].rulebook, to: sides[1].rulebook)
    let end = nextPosition
    var plan = ReplayPlan(FoldTable(rulebook: sides[0].rulebook), nil, difference)
    plan.groups = try totals().orders + totals().unlinkedGroups
    plan.deliveries = Int(end.rawValue)
    let tried = min(end.rawValue, Ledger.triedDeliveries)
    let begun = surroundings.now()
    for side in sides where side.rulebook.extractionRevision != rulebook.extractionRevision {
      _ = try Shadow(log: log, end: LogPosition(tried), rulebook: side.rulebook)
    }
    let spent = surroundings.now() - begun
    return ReplayPreview(
      before: sides[0].described, after: sides[1].described, changes: changes, plan: plan,
      estimate: Interval(
        microseconds: spent.microseconds / Int64(max(1, tried)) * Int64(end.rawValue)))
  }

  /// Deliveries that are decoded to judge how long all would take.
  private static let triedDeliveries: UInt64 = 2_000
}

extension [ReplayRequest.Source] {
  fileprivate func mapped(
    _ transform: (ReplayRequest.Source) throws(LedgerError) -> PreparedSide
  ) throws(LedgerError) -> [PreparedSide] {
    var sides: [PreparedSide] = []
    for source in self { sides.append(try transform(source)) }
    return sides
  }
}
