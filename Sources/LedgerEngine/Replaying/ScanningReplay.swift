import LedgerCore
import LedgerFold
import LedgerIndex
import LedgerReplay
import LedgerRules
import LedgerStorage

/// A replay of rulebooks that read bodies as the active one does: over the spines as they are, on all
/// cores, each with a snapshot of its own of the same commit.
struct ScanningReplay {
  /// What one thread has found in one part of the groups.
  private struct Part: Sendable {
    struct Changed: Sendable {
      var root: ThreadID
      var order: String
      var threads: [ThreadID]
      var change: OrderChange
      var believed: OrderOutcome?
    }

    var groups = 0
    var compared = GroupCounts()
    var differing: [String] = []
    var unchanged = 0
    var changed: [Changed] = []

    mutating func add(_ group: ScannedGroup, _ result: ReplayResult) {
      groups += 1
      if result.isCompared { compared.add(group.row.kind) }
      if result.isOff { differing.append(group.correlationID) }
      guard result.isAskedFor else { return }
      if let change = result.change {
        changed.append(
          Changed(
            root: group.root, order: group.correlationID, threads: group.row.threads,
            change: change,
            believed: result.believed))
      } else {
        unchanged += 1
      }
    }
  }

  let setting: ReplaySetting
  let index: LiveIndex
  /// Nil for all.
  let roots: [ThreadID]?
  /// Orders that need not be looked at, since nothing of them can differ.
  let untouched: Int
  /// Only which orders change is asked.
  var isBrief = false

  /// Parts that are worked on before progress is told.
  private static let together = 16
  private static let groupsInPart = 512

  func run(
    into builder: inout ReportBuilder, _ baseline: inout ReplayReport.Baseline,
    _ base: borrowing ReadTransaction, _ progress: (ReplayProgress) -> Void
  ) throws(StorageError) {
    let totals = try index.currentTotals(base)
    let all = roots?.count ?? totals.orders + totals.unlinkedGroups
    let ranges =
      roots.map { ScanningReplay.ranges(of: $0) } ?? ScanningReplay.ranges(of: index, all)
    let setting = setting
    var done = 0
    for start in stride(from: 0, to: ranges.count, by: ScanningReplay.together) {
      let wave = Array(ranges[start..<min(start + ScanningReplay.together, ranges.count)])
      let parts = try ScanningReplay.inParallel(wave, index, base) {
        (range, index, base) throws(StorageError) in
        try ScanningReplay.look(at: range, index, setting, base)
      }
      for part in parts {
        try take(part, into: &builder, &baseline, base)
        done += part.groups
      }
      progress(.comparing(done: min(done, all), of: all))
    }
    builder.addUnchanged(untouched)
    progress(.comparing(done: all, of: all))
  }

  /// Parts of given groups.
  static func ranges(of roots: [ThreadID]) -> [ScanRange] {
    let parts = max(1, min(1_024, roots.count / groupsInPart))
    let size = max(1, (roots.count + parts - 1) / parts)
    return stride(from: 0, to: roots.count, by: size).map {
      .these(roots[$0..<min($0 + size, roots.count)])
    }
  }

  /// Parts of all groups, of which there are about so many.
  static func ranges(of index: LiveIndex, _ all: Int) -> [ScanRange] {
    let parts = UInt64(max(1, min(1_024, all / groupsInPart)))
    let end = end(of: index)
    let size = max(1, end / parts + 1)
    return (0..<parts).map { ($0 * size)..<max($0 * size, min(($0 + 1) * size, end)) }
      .filter { !$0.isEmpty }.map { .roots($0) }
  }

  /// Behind the root of every group.
  static func end(of index: LiveIndex) -> UInt64 {
    ThreadID(origin: ItemID(position: index.nextPosition, index: 0)).rawValue
  }

  /// Has a body look at each part, on all cores: each part with a snapshot of its own of the commit that
  /// `base` shows; where a writer has committed in between, in this thread with `base` itself.
  static func inParallel<Found: Sendable>(
    _ ranges: [ScanRange], _ index: LiveIndex, _ base: borrowing ReadTransaction,
    _ body:
      @Sendable (ScanRange, LiveIndex, borrowing ReadTransaction) throws(StorageError) -> Found
  ) throws(StorageError) -> [Found] {
    try index.settleForScans(base)
    let snapshot = base.snapshot
    // It is settled, and nobody changes it while this one reads.
    nonisolated(unsafe) let shared = index
    let results = Parallel.map(ranges, inTurn: 1) { range in
      Result { () throws(StorageError) in
        try shared.environment.read { (own) throws(StorageError) in
          own.snapshot == snapshot ? try body(range, shared, own) : nil as Found?
        }
      }
    }
    var found: [Found] = []
    for (range, result) in zip(ranges, results) {
      if let part = try result.get() {
        found.append(part)
      } else {
        found.append(try body(range, index, base))
      }
    }
    return found
  }

  private static func look(
    at range: ScanRange, _ index: LiveIndex, _ setting: ReplaySetting,
    _ base: borrowing ReadTransaction
  ) throws(StorageError) -> Part {
    var part = Part()
    var replay = OrderReplay(setting)
    try index.scanGroups(range, base) { (group) throws(StorageError) in
      part.add(
        group, try replay.take(group.row.kind, stored: group.row.state, group.spine))
    }
    return part
  }

  private func take(
    _ part: Part, into builder: inout ReportBuilder, _ baseline: inout ReplayReport.Baseline,
    _ base: borrowing ReadTransaction
  ) throws(StorageError) {
    baseline.orders += part.compared.orders
    baseline.unlinked += part.compared.unlinked
    baseline.shared += part.compared.shared
    baseline.differing += part.differing
    builder.addUnchanged(part.unchanged)
    for found in part.changed {
      let names =
        isBrief ? [] : OrderReport.texts(try index.names(ofThreads: found.threads, base))
      builder.add(
        found.change, root: found.root, order: found.order, names: names,
        channel: setting.comparison.name(ofChannel: found.change.channel),
        believed: found.believed)
    }
  }
}
