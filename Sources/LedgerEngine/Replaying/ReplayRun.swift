import LedgerCore
import LedgerFold
import LedgerIndex
import LedgerReplay
import LedgerRules
import LedgerStorage

/// A replay over one snapshot: reads groups in one thread, folds them on all cores, and reports in the
/// order of the ledger.
struct ReplayRun {
  let request: ReplayRequest
  let index: LiveIndex
  let before: PreparedSide
  let after: PreparedSide
  let believed: PreparedSide?
  let replay: OrderReplay
  let plan: ReplayPlan
  var baseline: ReplayReport.Baseline
  var builder: ReportBuilder?
  /// Orders of the shadows that some order of the ledger became.
  private var metBefore: Set<ThreadID> = []
  private var metAfter: Set<ThreadID> = []
  /// Only these, where a condition names a reference.
  private let roots: Set<ThreadID>?

  /// Groups whose entries are in memory at a time, and that one core folds at a time.
  private static let together = 2_048
  private static let inTurn = 16

  init(
    _ request: ReplayRequest, _ sides: [PreparedSide], _ index: LiveIndex,
    _ base: borrowing ReadTransaction
  ) throws(StorageError) {
    self.request = request
    self.index = index
    before = sides[0]
    after = sides[1]
    believed = sides.count > 2 ? sides[2] : nil
    var vocabulary = Vocabulary()
    func side(
      _ prepared: PreparedSide, asOf: Timestamp
    ) throws(StorageError) -> ReplaySide {
      ReplaySide(
        table: prepared.table(index),
        knowledge: try prepared.knowledge(asOf: asOf, index, base), naming: &vocabulary)
    }
    let old = try side(before, asOf: request.asOf.time)
    let new = try side(after, asOf: request.asOf.time)
    let then: ReplaySide? =
      if let believed, let asOf = request.believed?.time { try side(believed, asOf: asOf) } else {
        nil
      }
    let channels = index.channels.map(\.name)
    replay = OrderReplay(
      active: index.table,
      comparison: OrderComparison(
        before: old, after: new, vocabulary: vocabulary, asOf: request.asOf.time,
        channels: channels), believed: then,
      believedAsOf: request.believed?.time ?? request.asOf.time,
      selection: ReplaySelection(
        from: request.from, to: request.to, conditions: request.conditions,
        channels: Dictionary(
          channels.enumerated().map { ($1, UInt16($0)) }, uniquingKeysWith: { first, _ in first })),
      hasBaseline: true)
    var roots: Set<ThreadID>?
    for case .reference(let text) in request.conditions {
      let found = Set(try index.find(text, base))
      roots = roots?.intersection(found) ?? found
    }
    self.roots = roots
    let totals = try index.currentTotals(base)
    let decodes = before.shadow != nil || after.shadow != nil
    plan = ReplayPlan(
      reach: decodes ? .decoding : .everything, reasons: [], orders: totals.orders, items: 0,
      deliveries: decodes ? Int(index.nextPosition.rawValue) : 0)
    baseline = ReplayReport.Baseline(isFull: true, digest: totals.digest)
  }

  mutating func run(
    _ base: borrowing ReadTransaction, _ progress: (Int, Int) -> Void
  ) throws(StorageError) {
    let totals = try index.currentTotals(base)
    var groups = 0
    var pending: [ReplayWork] = []
    try index.forEachRow(base) { (row) throws(StorageError) in
      pending.append(try work(on: row, base))
      guard pending.count == ReplayRun.together else { return .next }
      groups += pending.count
      try take(pending, base)
      pending.removeAll(keepingCapacity: true)
      progress(groups, max(groups, totals.orders + totals.unlinkedGroups))
      return .next
    }
    try take(pending, base)
    groups += pending.count
    progress(groups, groups)
    try takeNew(base)
  }

  /// The report. Where the baseline is off, it is that finding and nothing else.
  consuming func finished() -> ReplayReport {
    var baseline = baseline
    baseline.isExact = baseline.differing.isEmpty
    guard let builder else { preconditionFailure("a replay has a report") }
    var report = baseline.isExact ? builder.finished() : builder.emptied()
    report.baseline = baseline
    return report
  }

  private mutating func take(
    _ work: [ReplayWork], _ base: borrowing ReadTransaction
  ) throws(StorageError) {
    let replay = replay
    let results = Parallel.map(work, inTurn: ReplayRun.inTurn) { replay($0) }
    for (work, result) in zip(work, results) {
      switch work.row.kind {
      case .order: baseline.orders += 1
      case .unlinked: baseline.unlinked += 1
      case .shared: baseline.shared += 1
      }
      if result.isOff { baseline.differing.append(work.row.correlationID) }
      guard result.isAskedFor, work.row.kind == .order else { continue }
      if let obstacle = work.obstacle {
        builder?.add(notEvaluable: work.row.correlationID, because: obstacle)
      } else if let change = result.change {
        let names = OrderReport.texts(try index.names(of: work.row, base))
        let channel = name(of: change.channel)
        builder?.add(
          change, order: work.row.correlationID, names: names, channel: channel,
          believed: result.believed)
      } else {
        builder?.addUnchanged()
      }
    }
  }

  private func name(of channel: UInt16) -> String {
    Int(channel) < index.channels.count ? index.channels[Int(channel)].name : ""
  }

  private func visible(_ spine: [SpineEntry], _ asOf: AsOf) -> [SpineEntry] {
    guard let last = spine.last, !asOf.includes(position: last.position, received: last.received)
    else { return spine }
    return spine.filter { asOf.includes(position: $0.position, received: $0.received) }
  }

  private mutating func work(
    on row: OrderRow, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> ReplayWork {
    let live = try index.spine(threads: row.threads, shared: row.shared, base)
    var work = ReplayWork(row: row, live: live, before: [], after: [])
    guard row.kind == .order, roots?.contains(row.root) ?? true else { return work }
    let own = try history(before, live, &metBefore)
    let revised = try history(after, live, &metAfter)
    work.obstacle = own.obstacle ?? revised.obstacle
    work.before = visible(own.spine, request.asOf)
    work.after = visible(revised.spine, request.asOf)
    if let believed, let asOf = request.believed {
      var met: Set<ThreadID> = []
      work.believed = visible(try history(believed, live, &met).spine, asOf)
    }
    if before.shadow != nil || after.shadow != nil {
      work.regrouping = ReplayRun.regrouping(work.before, work.after)
    }
    return work
  }

  /// A group's history as a side groups it: the entries of the order that its first item is in.
  private func history(
    _ side: PreparedSide, _ live: [SpineEntry], _ met: inout Set<ThreadID>
  ) throws(StorageError) -> (spine: [SpineEntry], obstacle: String?) {
    guard let shadow = side.shadow else { return (live, nil) }
    let found = try shadow.counterpart(of: live)
    met.formUnion(found.roots)
    return (found.spine, found.obstacle)
  }

  /// How two groupings of one order differ, as far as their own items tell.
  static func regrouping(_ before: [SpineEntry], _ after: [SpineEntry]) -> Effect.Kind? {
    let old = Set(before.lazy.filter { !$0.flags.contains(.shared) }.map(\.id))
    let new = Set(after.lazy.filter { !$0.flags.contains(.shared) }.map(\.id))
    if old == new { return nil }
    if old.isEmpty { return .appeared }
    if new.isEmpty { return .vanished }
    return old.isSubset(of: new) ? .joined : .split
  }

  /// Orders that only one side sees.
  private mutating func takeNew(_ base: borrowing ReadTransaction) throws(StorageError) {
    guard roots == nil else { return }
    for found in try after.shadow?.orders(except: metAfter) ?? [] {
      let spine = visible(found.spine, request.asOf)
      guard !spine.isEmpty, replay.selection.isInRange(spine) else { continue }
      let history = OrderHistory(before: [], after: spine, scope: .order, regrouping: .appeared)
      guard let change = replay.comparison.change(of: history) else { continue }
      let channel = name(of: change.channel)
      builder?.add(change, order: found.order, names: [], channel: channel)
    }
  }
}
