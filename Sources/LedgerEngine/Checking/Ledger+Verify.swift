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
  /// - Parameters:
  ///   - trusted: a checkpoint whose entries are not looked at. The index is then held against the
  ///     entries behind it alone.
  ///   - isQuick: whether the index is only held against itself, and not made anew.
  public func verify(
    since trusted: Checkpoint? = nil, isQuick: Bool = false,
    progress: (LogPosition, LogPosition) -> Void = { _, _ in }
  ) throws(LedgerError) -> Verification {
    var verification = Verification()
    let end = nextPosition
    var prefix: TrustedPrefix?
    if let trusted {
      prefix = try? TrustedPrefix(trusted, log: log, end: end)
      verification.trusted = trusted.size
      // Without its beginning there is nothing to go on from.
      guard prefix != nil else {
        verification.note(
          .checkpoint, at: LogPosition(trusted.size),
          "the log does not begin with the \(trusted.size) entries of the checkpoint that is trusted, as "
            + "far as the hashes tell that it keeps; nothing else was looked at")
        return verification
      }
    }
    verifyIdentity(&verification)
    let file = openDirectory(&verification)
    var check = LogCheck(
      log, after: prefix, end: end, rootsAt: checkpointSizes(), chainsAt: file?.head.through)
    try check.run(into: &verification, progress)
    verifyCheckpoints(check.roots, prefix, &verification)
    if let file {
      let directory = DirectoryCheck(
        file: file, log: log, chains: check.chainsThen, isOfAll: prefix == nil)
      try directory.run(into: &verification)
    }
    try verifyOrders(touched: prefix.map { _ in Set(check.chains.keys) }, &verification)
    verification.lacksMasterKey = isEncrypted && log.keys == nil
    // Without the master key there is no reading anew.
    if !isQuick, !verification.lacksMasterKey {
      if let prefix {
        try verifyRecentIndex(prefix, &verification, progress)
        verification.indexCompared = .recent
      } else {
        verifyIndex(&verification)
        verification.indexCompared = .all
      }
    }
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

  /// Ledgers that were made by earlier versions do not say it.
  private func verifyIdentity(_ verification: inout Verification) {
    guard let payload = try? log.body(at: .first, verifying: true),
      let reader = ControlReader(payload.body)
    else { return }
    if let id = forkedID() ?? reader.text("ledger"), id != self.id {
      verification.note(
        .entry, at: .first, "the log calls itself \(self.id), and was made as \(id)")
    }
    let found = log.key.referenceKey.commitment.base64
    if let made = reader.text("reference_key_hash"), made != found {
      verification.note(
        .entry, at: .first,
        "the ledger's secret key is not the one that it was made with: deliveries that come again are "
          + "not recognised")
    }
  }

  /// The id that the ledger took when it went on in another name, as the change of its key records.
  private func forkedID() -> String? {
    for position in ((try? log.landmarks()) ?? []).reversed() {
      guard let kind = try? log.entry(at: position).kind,
        case .control(ControlKind.signingKeyChanged.rawValue) = kind,
        let body = try? log.body(at: position, verifying: true),
        let id = ControlReader(body.body)?.text("ledger")
      else { continue }
      return id
    }
    return nil
  }

  /// A directory may be lost, but not damaged.
  private func openDirectory(_ verification: inout Verification) -> DirectoryFile? {
    guard let position = DirectoryFile.positions(in: directory).last else { return nil }
    do throws(LedgerError) {
      return try DirectoryFile(position, in: directory)
    } catch {
      verification.note(.directory, at: position, "\(error)")
      return nil
    }
  }

  private func verifyRecentIndex(
    _ prefix: TrustedPrefix, _ verification: inout Verification,
    _ progress: (LogPosition, LogPosition) -> Void
  ) throws(LedgerError) {
    let found = try reading { (index, base) throws(LedgerError) in
      try RecentIndexCheck(log: log, index: index.forLooking(), from: LogPosition(prefix.size))
        .run(base, progress)
    }
    for (position, tables) in found {
      verification.note(
        .index, at: position,
        "what the entry gives is not in the index as it should be: tables "
          + tables.sorted().map { "`\($0)`" }.joined(separator: ", "))
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
      // Then that is said, and nothing is known of the index.
      if case .log(.archive) = error { return }
      verification.note(.entry, "the log does not give an index any more: \(error)")
    }
  }

  /// - Parameter roots: by number of entries.
  private func verifyCheckpoints(
    _ roots: [UInt64: Hash256], _ prefix: TrustedPrefix?, _ verification: inout Verification
  ) {
    for size in checkpointSizes() {
      verification.checkpoints += 1
      do {
        let signed = try checkpoint(of: size).checkpoint
        let isBefore = size < prefix?.size ?? 0
        guard let root = isBefore ? try root(of: LogPosition(size)) : roots[size] else {
          verification.note(
            .checkpoint, at: LogPosition(size),
            "a log of \(size) entries was signed, and it has \(nextPosition)")
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

  /// - Parameter touched: threads whose orders are folded anew; all where nil.
  private func verifyOrders(
    touched: Set<ThreadID>?, _ verification: inout Verification
  ) throws(LedgerError) {
    var result = verification
    try reading { (index, base) throws(LedgerError) in
      try LedgerError.storing { () throws(StorageError) in
        var digest = Hash256.zero
        var counts = GroupCounts()
        var roots: Set<ThreadID> = []
        for thread in touched ?? [] { roots.formUnion(try index.roots(of: thread, base)) }
        try index.forEachRow(base) { (row) throws(StorageError) in
          counts.add(row.kind)
          digest &+= LiveIndex.digest(of: row)
          if touched != nil, !roots.contains(row.root) { return .next }
          result.folded += 1
          let spine = try index.spine(threads: row.threads, shared: row.shared, base)
          let state = OrderFolding.fold(spine, table: index.table, scope: row.kind.scope)
          if state.bytes != row.state.bytes {
            result.note(
              .state, order: row.correlationID,
              "the stored state is not what the order's history folds to")
          }
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
