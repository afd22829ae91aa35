public import LedgerCore
import LedgerFold
import LedgerIndex
import LedgerLog
import LedgerProofs
import LedgerStorage

extension Ledger {
  /// Derives everything again and compares: entries, bodies against their fingerprints, the hash tree,
  /// the chain of every thread, all checkpoints and the directory, every order's state, and every row
  /// of the index.
  ///
  /// - Parameter isQuick: whether the index is only held against itself, and not made anew.
  public func verify(
    isQuick: Bool = false, progress: (LogPosition, LogPosition) -> Void = { _, _ in }
  ) throws(LedgerError) -> Verification {
    var verification = Verification()
    let file = try? DirectoryFile.openNewest(in: directory)
    var check = LogCheck(
      log, end: nextPosition, rootsAt: checkpointSizes(), chainsAt: file?.head.through)
    try check.run(into: &verification, progress)
    verifyCheckpoints(check.roots, &verification)
    if let file {
      let directory = DirectoryCheck(file: file, log: log, chains: check.chainsThen)
      try directory.run(into: &verification)
    }
    try verifyOrders(&verification)
    // Without the master key there is no reading anew.
    if !isQuick, !(isEncrypted && log.keys == nil) { verifyIndex(&verification) }
    try verifyErasures(&verification)
    return verification
  }

  /// A key whose destruction is recorded, and that is there: an older file of keys was put back.
  private func verifyErasures(_ verification: inout Verification) throws(LedgerError) {
    guard let keys = log.keys else { return }
    for (position, record) in try Erasures.records(in: log) {
      let present = keys.present(record.keys).count
      guard present > 0 else { continue }
      verification.note(
        .erasure, at: position,
        "\(present) of the \(record.keys.count) keys that it destroyed are in the file of keys")
    }
  }

  /// A damaged log may not give an index at all: that is one more finding.
  private func verifyIndex(_ verification: inout Verification) {
    do throws(LedgerError) {
      verification.findings += try reading { (index, base) throws(LedgerError) in
        let recorded = try Recorded(log: log, end: index.nextPosition)
        let check = IndexCheck(
          log: log, rulebook: index.rulebook, separated: recorded.separated)
        return try check.findings(base)
      }
    } catch {
      verification.note(.entry, "the log does not give an index any more: \(error)")
    }
  }

  /// - Parameter roots: by number of entries.
  private func verifyCheckpoints(_ roots: [UInt64: Hash256], _ verification: inout Verification) {
    for size in checkpointSizes() {
      verification.checkpoints += 1
      do {
        let signed = try checkpoint(of: size).checkpoint
        guard let root = roots[size] else {
          verification.note(
            .checkpoint, at: LogPosition(size),
            "a log of \(size) entries was signed, and it has \(verification.entries)")
          continue
        }
        if signed.root != root || signed.size != size {
          verification.note(
            .checkpoint, at: LogPosition(size),
            "the first \(size) entries had the root \(signed.root.short) when they were signed, and "
              + "have \(root.short)")
        }
      } catch {
        verification.note(.checkpoint, at: LogPosition(size), "\(error)")
      }
    }
  }

  private func verifyOrders(_ verification: inout Verification) throws(LedgerError) {
    var result = verification
    try reading { (index, base) throws(LedgerError) in
      try LedgerError.storing { () throws(StorageError) in
        var digest = Hash256.zero
        var counts = GroupCounts()
        try index.forEachRow(base) { (row) throws(StorageError) in
          counts.add(row.kind)
          let spine = try index.spine(threads: row.threads, shared: row.shared, base)
          let state = OrderFolding.fold(spine, table: index.table, scope: row.kind.scope)
          if state.bytes != row.state.bytes {
            result.note(
              .state, order: row.correlationID,
              "the stored state is not what the order's history folds to")
          }
          digest &+= LiveIndex.digest(of: row)
          return .next
        }
        (result.orders, result.unlinked, result.shared) =
          (counts.orders, counts.unlinked, counts.shared)
        let totals = try index.currentTotals(base)
        result.digest = totals.digest
        if digest != totals.digest {
          result.note(
            .index,
            "the maintained digest \(totals.digest.short) is not the sum over all orders, "
              + digest.short)
        }
      }
    }
    verification = result
  }
}
