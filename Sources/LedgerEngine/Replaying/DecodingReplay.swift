import LedgerCore
import LedgerFold
import LedgerIndex
import LedgerReplay
import LedgerRules
import LedgerStorage

/// A replay of rulebooks that read bodies otherwise than the active one: each side has its own history,
/// and orders are matched by their items. One thread reads, all of them fold.
struct DecodingReplay {
  /// One group, with its history on both sides.
  private struct Work: Sendable {
    var row: OrderRow
    var live: [SpineEntry]
    var before: [SpineEntry]
    var after: [SpineEntry]
    var believed: [SpineEntry]?
    var regrouping: Effect.Kind?
    /// Why it cannot be evaluated.
    var obstacle: String?
  }

  let setting: ReplaySetting
  let index: LiveIndex
  let before: PreparedSide
  let after: PreparedSide
  let believed: PreparedSide?
  /// Nil for all.
  let roots: Set<ThreadID>?
  /// Orders of the revised side's shadow that some order of the ledger became.
  private var met: Set<ThreadID> = []

  /// Groups whose entries are in memory at a time, and that one core folds at a time.
  private static let together = 2_048
  private static let inTurn = 64

  init(
    setting: ReplaySetting, index: LiveIndex, before: PreparedSide, after: PreparedSide,
    believed: PreparedSide?, roots: Set<ThreadID>?
  ) {
    self.setting = setting
    self.index = index
    self.before = before
    self.after = after
    self.believed = believed
    self.roots = roots
  }

  mutating func run(
    into builder: inout ReportBuilder, _ baseline: inout ReplayReport.Baseline,
    _ base: borrowing ReadTransaction, _ progress: (ReplayProgress) -> Void
  ) throws(StorageError) {
    let totals = try index.currentTotals(base)
    let all = totals.orders + totals.unlinkedGroups
    var groups = 0
    var pending: [Work] = []
    try index.forEachRow(base) { (row) throws(StorageError) in
      pending.append(try work(on: row, base))
      guard pending.count == DecodingReplay.together else { return .next }
      groups += pending.count
      try take(pending, into: &builder, &baseline, base)
      pending.removeAll(keepingCapacity: true)
      progress(.comparing(done: groups, of: max(groups, all)))
      return .next
    }
    try take(pending, into: &builder, &baseline, base)
    progress(.comparing(done: max(groups, all), of: max(groups, all)))
    try takeNew(into: &builder)
  }

  private func take(
    _ work: [Work], into builder: inout ReportBuilder, _ baseline: inout ReplayReport.Baseline,
    _ base: borrowing ReadTransaction
  ) throws(StorageError) {
    let setting = setting
    let turns = stride(from: 0, to: work.count, by: DecodingReplay.inTurn).map {
      Array(work[$0..<min($0 + DecodingReplay.inTurn, work.count)])
    }
    let results = Parallel.map(turns, inTurn: 1) { turn in
      Result { () throws(StorageError) in
        var replay = OrderReplay(setting)
        var found: [ReplayResult] = []
        for work in turn {
          found.append(
            try replay.take(
              work.row, live: work.live, before: work.before, after: work.after,
              believed: work.believed, regrouping: work.regrouping,
              isEvaluable: work.obstacle == nil))
        }
        return found
      }
    }
    var all: [ReplayResult] = []
    for result in results { all += try result.get() }
    for (work, result) in zip(work, all) {
      switch work.row.kind {
      case .order: baseline.orders += 1
      case .unlinked: baseline.unlinked += 1
      case .shared: baseline.shared += 1
      }
      if result.isOff { baseline.differing.append(work.row.correlationID) }
      guard result.isAskedFor else { continue }
      if let obstacle = work.obstacle {
        builder.add(notEvaluable: work.row.correlationID, because: obstacle)
      } else if let change = result.change {
        let names = OrderReport.texts(try index.names(of: work.row, base))
        builder.add(
          change, root: work.row.root, order: work.row.correlationID, names: names,
          channel: setting.comparison.name(ofChannel: change.channel),
          believed: result.believed)
      } else {
        builder.addUnchanged()
      }
    }
  }

  private func visible(_ spine: [SpineEntry], _ asOf: AsOf) -> [SpineEntry] {
    guard let last = spine.last, !asOf.includes(position: last.position, received: last.received)
    else { return spine }
    return spine.filter { asOf.includes(position: $0.position, received: $0.received) }
  }

  private mutating func work(
    on row: OrderRow, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> Work {
    let live = try index.spine(threads: row.threads, shared: row.shared, base)
    var work = Work(row: row, live: live, before: [], after: [])
    guard row.kind == .order, roots?.contains(row.root) ?? true else { return work }
    let own = try history(before, live)
    let revised = try history(after, live)
    met.formUnion(revised.roots)
    work.obstacle = own.obstacle ?? revised.obstacle
    work.before = visible(own.spine, setting.asOf)
    work.after = visible(revised.spine, setting.asOf)
    if let believed { work.believed = try history(believed, live).spine }
    work.regrouping = DecodingReplay.regrouping(work.before, work.after)
    return work
  }

  /// A group's history as a side groups it: the entries of the order that its first item is in.
  private func history(
    _ side: PreparedSide, _ live: [SpineEntry]
  ) throws(StorageError) -> (spine: [SpineEntry], roots: Set<ThreadID>, obstacle: String?) {
    guard let shadow = side.shadow else { return (live, [], nil) }
    return try shadow.counterpart(of: live)
  }

  /// How two groupings of one order differ, as far as their own items tell.
  private static func regrouping(_ before: [SpineEntry], _ after: [SpineEntry]) -> Effect.Kind? {
    let old = Set(before.lazy.filter { !$0.flags.contains(.shared) }.map(\.id))
    let new = Set(after.lazy.filter { !$0.flags.contains(.shared) }.map(\.id))
    if old == new { return nil }
    if old.isEmpty { return .appeared }
    if new.isEmpty { return .vanished }
    return old.isSubset(of: new) ? .joined : .split
  }

  /// Orders that only the revised side sees.
  private func takeNew(into builder: inout ReportBuilder) throws(StorageError) {
    guard roots == nil, !setting.selection.asksState else { return }
    for found in try after.shadow?.orders(except: met) ?? [] {
      let spine = visible(found.spine, setting.asOf)
      guard !spine.isEmpty, spine.withUnsafeBufferPointer({ setting.selection.isInRange($0) })
      else { continue }
      let history = OrderHistory(before: [], after: spine, scope: .order, regrouping: .appeared)
      guard let change = try setting.comparison.change(of: history) else { continue }
      builder.add(
        change, root: found.root, order: found.order, names: [],
        channel: setting.comparison.name(ofChannel: change.channel))
    }
  }
}
