import Dispatch
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
    /// The snapshot was of another commit: nothing was looked at.
    var isStale = false

    mutating func add(_ group: ScannedGroup, _ result: ReplayResult) {
      groups += 1
      if result.isCompared { compared.add(group.row.kind) }
      if result.isOff { differing.append(group.correlationID) }
      guard result.isAskedFor else { return }
      if let change = result.change {
        changed.append(
          Changed(
            order: group.correlationID, threads: group.row.threads, change: change,
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

  /// Parts that are worked on before progress is told.
  private static let together = 16
  private static let groupsInPart = 512

  func run(
    into builder: inout ReportBuilder, _ baseline: inout ReplayReport.Baseline,
    _ base: borrowing ReadTransaction, _ progress: (Int, Int) -> Void
  ) throws(StorageError) {
    try index.settleForScans(base)
    let totals = try index.currentTotals(base)
    let all = roots?.count ?? totals.orders + totals.unlinkedGroups
    let ranges = ranges(all)
    var done = 0
    for start in stride(from: 0, to: ranges.count, by: ScanningReplay.together) {
      let wave = Array(ranges[start..<min(start + ScanningReplay.together, ranges.count)])
      for (range, part) in zip(wave, try look(at: wave, base.snapshot)) {
        let part = part.isStale ? try look(at: range, base) : part
        try take(part, into: &builder, &baseline, base)
        done += part.groups
      }
      progress(min(done, all), all)
    }
    builder.addUnchanged(untouched)
    progress(all, all)
  }

  private func ranges(_ all: Int) -> [ScanRange] {
    let parts = max(1, min(1_024, all / ScanningReplay.groupsInPart))
    if let roots {
      let size = max(1, (roots.count + parts - 1) / parts)
      return stride(from: 0, to: roots.count, by: size).map {
        .these(roots[$0..<min($0 + size, roots.count)])
      }
    }
    let end = ThreadID(origin: ItemID(position: index.nextPosition, index: 0)).rawValue
    let size = max(1, end / UInt64(parts) + 1)
    return (0..<UInt64(parts)).map { .roots($0 * size..<min(($0 + 1) * size, max(end, 1))) }
      .filter { if case .roots(let range) = $0 { !range.isEmpty } else { true } }
  }

  private func look(
    at ranges: [ScanRange], _ snapshot: UInt64
  ) throws(StorageError) -> [Part] {
    // It is settled, and nobody else has it while this one reads.
    nonisolated(unsafe) let index = index
    let setting = setting
    let found = Parallel.map(ranges, inTurn: 1) { range in
      Result { () throws(StorageError) in
        try index.environment.read { (base) throws(StorageError) in
          guard base.snapshot == snapshot else { return Part(isStale: true) }
          return try ScanningReplay.look(at: range, index, setting, base)
        }
      }
    }
    var parts: [Part] = []
    for part in found { parts.append(try part.get()) }
    return parts
  }

  private func look(
    at range: ScanRange, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> Part {
    try ScanningReplay.look(at: range, index, setting, base)
  }

  private static func look(
    at range: ScanRange, _ index: LiveIndex, _ setting: ReplaySetting,
    _ base: borrowing ReadTransaction
  ) throws(StorageError) -> Part {
    var part = Part()
    var replay = OrderReplay(setting)
    try index.scanGroups(range, base) { group in
      part.add(
        group, replay.take(group.row.kind, stored: group.row.state, group.spine))
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
      let names = OrderReport.texts(try index.names(ofThreads: found.threads, base))
      let channel = Int(found.change.channel)
      builder.add(
        found.change, order: found.order, names: names,
        channel: channel < index.channels.count ? index.channels[channel].name : "",
        believed: found.believed)
    }
  }
}
