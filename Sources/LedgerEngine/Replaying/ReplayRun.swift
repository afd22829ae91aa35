import LedgerCore
import LedgerFold
import LedgerIndex
import LedgerReplay
import LedgerRules
import LedgerStorage

/// A replay over one snapshot: plans it, runs it, and makes its report.
struct ReplayRun {
  private let request: ReplayRequest
  let index: LiveIndex
  private let sides: [PreparedSide]
  let setting: ReplaySetting
  let difference: FoldDifference
  /// Where a condition names references.
  private let asked: Set<ThreadID>?
  /// Whether nothing was received after `as-of`.
  private let seesAll: Bool

  /// A targeted replay looks orders up one by one: worth it up to a share of all.
  private static let worthLookingUp = 8

  init(
    _ request: ReplayRequest, _ sides: [PreparedSide], _ index: LiveIndex,
    _ base: borrowing ReadTransaction, seesAll: Bool, among given: Set<ThreadID>? = nil
  ) throws(StorageError) {
    self.request = request
    self.index = index
    self.sides = sides
    self.seesAll = seesAll
    var vocabulary = Vocabulary()
    func side(_ number: Int, _ asOf: AsOf) throws(StorageError) -> ReplaySide {
      try sides[number].side(asOf: asOf.time, index, naming: &vocabulary, base)
    }
    let before = try side(0, request.asOf)
    let after = try side(1, request.asOf)
    var believed: ReplaySetting.Believed?
    if let asOf = request.believed {
      believed = ReplaySetting.Believed(side: try side(2, asOf), asOf: asOf)
    }
    let channels = index.channels.map(\.name)
    difference = FoldDifference(from: sides[0].rulebook, to: sides[1].rulebook)
    let decodes = sides.contains { $0.shadow != nil }
    let plan = ReplayPlan(before.table, decodes ? nil : after.table, difference)
    setting = ReplaySetting(
      active: index.table,
      comparison: OrderComparison(
        before: before, after: after, vocabulary: vocabulary, asOf: request.asOf.time,
        channels: channels), plan: plan, difference, believed: believed,
      selection: ReplaySelection(
        from: request.from, to: request.to, conditions: request.conditions,
        channels: Dictionary(
          channels.enumerated().map { ($1, UInt16($0)) }, uniquingKeysWith: { first, _ in first })),
      asOf: request.asOf, isFullBaseline: request.isFullBaseline)
    var roots = given
    for case .reference(let text) in request.conditions {
      let found = Set(try index.find(text, base))
      roots = roots?.intersection(found) ?? found
    }
    asked = roots
  }

  /// Runs the replay. Where the baseline is off, the report is that finding and nothing else.
  func report(
    _ scope: ReplayReport.Scope, _ base: borrowing ReadTransaction,
    _ progress: (ReplayProgress) -> Void
  ) throws(StorageError) -> ReplayReport {
    let totals = try index.currentTotals(base)
    var baseline = ReplayReport.Baseline(
      isFull: request.isFullBaseline || setting.plan.reach == .decoding, digest: totals.digest)
    var scope = scope
    scope.selection = setting.selection.texts
    let (targets, plan) = try targets(of: setting, totals, base)
    var builder = ReportBuilder(
      ReplayReport(
        scope: scope, before: sides[0].described, after: sides[1].described,
        changes: RulebookDifference(from: sides[0].rulebook, to: sides[1].rulebook).changes,
        plan: plan, baseline: baseline, vocabulary: setting.comparison.vocabulary))
    if setting.plan.reach == .decoding {
      var replay = DecodingReplay(
        setting: setting, index: index, before: sides[0], after: sides[1],
        believed: sides.count > 2 ? sides[2] : nil, roots: asked)
      try replay.run(into: &builder, &baseline, base, progress)
    } else {
      let replay = ScanningReplay(
        setting: setting, index: index, roots: targets?.roots, untouched: targets?.untouched ?? 0)
      try replay.run(into: &builder, &baseline, base, progress)
    }
    baseline.isExact = baseline.differing.isEmpty
    var report = baseline.isExact ? builder.finished() : builder.emptied()
    report.baseline = baseline
    guard baseline.isExact else { return report }
    report.unused = setting.comparison.after.table.unusedRows
    if request.describes, !report.changed.isEmpty {
      report.commonalities = try Describing(run: self, report: report).commonalities(base)
    }
    if request.attributes, !report.changes.isEmpty {
      report.attribution = try Attributing(run: self, report: report).attribution(base)
    }
    return report
  }

  /// The plan, and how many groups it looks at.
  func preview(
    _ base: borrowing ReadTransaction
  ) throws(StorageError) -> (ReplayPlan, groups: Int) {
    let (targets, plan) = try targets(of: setting, try index.currentTotals(base), base)
    return (plan, targets?.roots.count ?? plan.groups)
  }

  /// Does a small part of the replay, spread over the ledger.
  ///
  /// - Returns: groups that were looked at.
  func tryOut(_ base: borrowing ReadTransaction) throws(StorageError) -> Int {
    let (targets, plan) = try targets(of: setting, try index.currentTotals(base), base)
    let ranges =
      targets.map { ScanningReplay.ranges(of: $0.roots) }
      ?? ScanningReplay.ranges(of: index, plan.groups)
    let step = max(1, ranges.count / ReplayRun.triedParts)
    let tried = stride(from: 0, to: ranges.count, by: step).map { ranges[$0] }
    let setting = setting
    return try ScanningReplay.inParallel(tried, index, base) {
      (range, index, base) throws(StorageError) in
      var groups = 0
      var replay = OrderReplay(setting)
      try index.scanGroups(range, base) { (group) throws(StorageError) in
        groups += 1
        _ = try replay.take(group.row.kind, stored: group.row.state, group.spine)
      }
      return groups
    }.reduce(0, +)
  }

  private static let triedParts = 8

  /// Which orders change between two sides that read bodies as the active rulebook does: no more than that.
  ///
  /// - Parameter roots: nil for all that can.
  func changes(
    from before: ReplaySide, to after: ReplaySide, among roots: [ThreadID]?,
    _ base: borrowing ReadTransaction
  ) throws(StorageError) -> ReplayReport {
    let difference = FoldDifference(from: before.table.rulebook, to: after.table.rulebook)
    let plan = ReplayPlan(before.table, after.table, difference)
    let brief = ReplaySetting(
      active: setting.active,
      comparison: OrderComparison(
        before: before, after: after, vocabulary: setting.comparison.vocabulary,
        asOf: setting.comparison.asOf, channels: setting.comparison.channels, isBrief: true),
      plan: plan, difference, believed: nil, selection: setting.selection, asOf: setting.asOf,
      isFullBaseline: false)
    let targets =
      if let roots { (roots: roots, untouched: 0) } else {
        try targets(of: brief, try index.currentTotals(base), base).0
      }
    var baseline = ReplayReport.Baseline(isFull: false, digest: .zero)
    var builder = ReportBuilder(
      ReplayReport(
        scope: ReplayReport.Scope(
          ledger: "", engine: "", through: index.nextPosition, head: .zero,
          asOf: setting.asOf.time, selection: [], believedAsOf: nil), before: sides[0].described,
        after: sides[1].described, changes: [], plan: plan, baseline: baseline,
        vocabulary: setting.comparison.vocabulary))
    let replay = ScanningReplay(
      setting: brief, index: index, roots: targets?.roots, untouched: targets?.untouched ?? 0,
      isBrief: true)
    try replay.run(into: &builder, &baseline, base) { _ in }
    return builder.finished()
  }

  /// The groups to be looked at, and how many orders need not be; nil where all are.
  private func targets(
    of setting: ReplaySetting, _ totals: IndexTotals, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> ((roots: [ThreadID], untouched: Int)?, ReplayPlan) {
    var plan = setting.plan
    plan.groups = totals.orders + totals.unlinkedGroups
    if plan.reach == .decoding { plan.deliveries = Int(index.nextPosition.rawValue) }
    if let asked, plan.reach != .decoding {
      plan.groups = asked.count
      return ((asked.sorted(), 0), plan)
    }
    guard seesAll, setting.selection.isAll, !request.isFullBaseline else { return (nil, plan) }
    switch plan.reach {
    case .nothing:
      plan.groups = 0
      return (([], totals.orders), plan)
    case .touched:
      guard
        try index.threadCount(having: plan.codes, base)
          < plan.groups / ReplayRun.worthLookingUp + 4_096
      else { return (nil, plan) }
      let roots = try index.roots(having: plan.codes, base)
      plan.groups = roots.count
      return ((roots, totals.orders - (try orders(among: roots, base))), plan)
    case .everything, .decoding: return (nil, plan)
    }
  }

  private func orders(
    among roots: [ThreadID], _ base: borrowing ReadTransaction
  ) throws(StorageError) -> Int {
    var count = 0
    for root in roots where try index.kind(of: root, base) == .order { count += 1 }
    return count
  }
}
