import LedgerCore
import LedgerFold
import LedgerIndex
public import LedgerReplay
public import LedgerRules
import LedgerStorage

extension Ledger {
  /// Runs the whole history through a revised rulebook and says exactly what would change. Nothing of
  /// the ledger is touched.
  ///
  /// - Parameters:
  ///   - rulebook: the revised one.
  ///   - asOf: deadlines are judged then; entries received later do not count.
  ///   - progress: orders done, and all; 0 of 0 when bodies have been read again, where they must be.
  public func replay(
    _ rulebook: Rulebook, asOf: AsOf, progress: (Int, Int) -> Void = { _, _ in }
  ) throws(LedgerError) -> ReplayReport {
    let shadow: Shadow? =
      rulebook.extractionRevision == self.rulebook.extractionRevision
      ? nil : try Shadow(log: log, end: nextPosition, rulebook: rulebook)
    progress(0, 0)
    return try reading { (index, base) throws(LedgerError) in
      // While the shadow was made, deliveries may have come: it takes in what this snapshot has, so that
      // both sides end with the same entry.
      try shadow?.extend(to: index.nextPosition)
      // Another rulebook was activated in between, which reads bodies in yet another way.
      guard shadow != nil || index.rulebook.extractionRevision == rulebook.extractionRevision else {
        throw .indexBehind(directory: directory)
      }
      return try LedgerError.storing { () throws(StorageError) in
        let comparison = try Comparison(index, base, rulebook: rulebook, asOf: asOf, shadow: shadow)
        var report = ReplayReport(
          from: (index.rulebook.revision, index.rulebook.name),
          to: (rulebook.revision, rulebook.name), through: index.nextPosition, asOf: asOf.time,
          baseline: try comparison.baseline(base))
        let changes = RulebookDifference(from: index.rulebook, to: rulebook)
        report.rulebookChanges = changes.changes.map(\.sentence)
        report.decodesAgain = shadow != nil
        guard report.baseline.isExact else { return report }
        try comparison.compare(into: &report, base, progress: progress)
        return report
      }
    }
  }

  /// The two sides of a replay over one snapshot.
  private struct Comparison {
    let index: LiveIndex
    let before: ReplaySide
    let after: ReplaySide
    let asOf: AsOf
    let shadow: Shadow?
    let naming: Naming

    init(
      _ index: LiveIndex, _ base: borrowing ReadTransaction, rulebook: Rulebook, asOf: AsOf,
      shadow: Shadow?
    ) throws(StorageError) {
      self.index = index
      self.asOf = asOf
      self.shadow = shadow
      naming = Naming(rulebook: index.rulebook)
      before = ReplaySide(
        table: index.table, knowledge: try index.knowledge(asOf: asOf.time, base))
      if let shadow {
        after = ReplaySide(table: shadow.table, knowledge: try shadow.knowledge(asOf: asOf.time))
      } else {
        var table = FoldTable(rulebook: rulebook)
        for signature in index.signatures { table.append(signature) }
        after = ReplaySide(
          table: table,
          knowledge: try index.knowledge(asOf: asOf.time, under: rulebook, base))
      }
    }

    /// Folds every order with the active rulebook and compares with the live state, bit for bit.
    func baseline(
      _ base: borrowing ReadTransaction
    ) throws(StorageError) -> ReplayReport.Baseline {
      var differing: [String] = []
      var counts = GroupCounts()
      try index.forEachRow(base) { (row) throws(StorageError) in
        counts.add(row.kind)
        let spine = try index.spine(threads: row.threads, shared: row.shared, base)
        let state = OrderFolding.fold(spine, table: index.table, scope: row.kind.scope)
        if state.bytes != row.state.bytes { differing.append(row.correlationID) }
        return .next
      }
      return ReplayReport.Baseline(
        isExact: differing.isEmpty, orders: counts.orders, unlinked: counts.unlinked,
        shared: counts.shared, differing: differing,
        digest: try index.currentTotals(base).digest)
    }

    func compare(
      into report: inout ReplayReport, _ base: borrowing ReadTransaction,
      progress: (Int, Int) -> Void
    ) throws(StorageError) {
      let all = try index.currentTotals(base).orders
      var met: Set<ThreadID> = []
      try index.forEachRow(base) { (row) throws(StorageError) in
        guard row.kind == .order else { return .next }
        let old = visible(try index.spine(threads: row.threads, shared: row.shared, base))
        guard !old.isEmpty else { return .next }
        var new = old
        var isRegrouped = false
        if let shadow {
          let found = try shadow.counterpart(of: old)
          met.formUnion(found.roots)
          new = visible(found.spine)
          isRegrouped = found.isRegrouped
        }
        try add(row, old, new, isRegrouped, to: &report, base)
        if report.total % 1_000 == 0 { progress(report.total, all) }
        return .next
      }
      for found in try shadow?.orders(except: met) ?? [] {
        addNew(found.order, visible(found.spine), to: &report)
      }
      progress(report.total, all)
    }

    private func visible(_ spine: [SpineEntry]) -> [SpineEntry] {
      spine.filter { asOf.includes(position: $0.position, received: $0.received) }
    }

    private func add(
      _ row: OrderRow, _ old: [SpineEntry], _ new: [SpineEntry], _ isRegrouped: Bool,
      to report: inout ReplayReport, _ base: borrowing ReadTransaction
    ) throws(StorageError) {
      let state = OrderFolding.fold(old, table: before.table)
      let stake = naming.stake(of: state)
      let names = OrderReport.texts(try index.names(of: row, base))
      report.add(
        order: row.correlationID, names: names,
        before: OrderOutcome(state, side: before, asOf: asOf.time),
        after: OrderOutcome(
          OrderFolding.fold(new, table: after.table), side: after, asOf: asOf.time),
        money: stake.map { ($0.value, $0.currency) }, isRegrouped: isRegrouped
      ) {
        Divergence.find((old, new), before, after, asOf: asOf.time)
      }
    }

    /// An order that only the revised rulebook sees.
    private func addNew(
      _ order: String, _ spine: [SpineEntry], to report: inout ReplayReport
    ) {
      guard !spine.isEmpty else { return }
      report.add(
        order: order, names: [],
        before: OrderOutcome(
          OrderFolding.fold([], table: before.table), side: before, asOf: asOf.time),
        after: OrderOutcome(
          OrderFolding.fold(spine, table: after.table), side: after, asOf: asOf.time),
        money: nil, isRegrouped: true
      ) {
        Divergence.find(([], spine), before, after, asOf: asOf.time)
      }
    }
  }
}
