public import LedgerCore
import LedgerFold
import LedgerIndex
import LedgerLog
import LedgerStorage

/// Something that contradicts the log.
public struct Finding: Sendable {
  public enum Kind: String, Sendable {
    /// An entry cannot be decoded, or a position is missing.
    case entry
    /// A body does not match the fingerprint in its entry.
    case body
    /// An entry's link to the one before it in its thread is wrong.
    case chain
    /// A stored order is not what its history folds to.
    case state
    /// The index does not hold what the log says.
    case index
  }

  public var kind: Kind
  public var position: LogPosition?
  public var order: String?
  /// What was found and what it means.
  public var detail: String
}

public struct Verification: Sendable {
  public var entries: UInt64 = 0
  public var bodies: UInt64 = 0
  public var links: UInt64 = 0
  public var orders = 0
  /// Groups that no reference ties to an order, and groups that several orders share.
  public var unlinked = 0
  public var shared = 0
  public var digest = Hash256.zero
  public var findings: [Finding] = []
}

extension Ledger {
  /// Derives everything again and compares: entries, bodies against their fingerprints, the chain
  /// of every thread, every order's state, and every row of the index.
  ///
  /// - Parameter isQuick: whether the index is only held against itself, and not made anew.
  public func verify(
    isQuick: Bool = false, progress: (LogPosition, LogPosition) -> Void = { _, _ in }
  ) throws(LedgerError) -> Verification {
    var verification = Verification()
    let end = nextPosition
    try verifyLog(through: end, &verification, progress)
    try verifyOrders(&verification)
    if !isQuick {
      verification.findings += try reading { (index, base) throws(LedgerError) in
        try IndexCheck(log: log, rulebook: index.rulebook).findings(base)
      }
    }
    return verification
  }

  private func verifyLog(
    through end: LogPosition, _ verification: inout Verification,
    _ progress: (LogPosition, LogPosition) -> Void
  ) throws(LedgerError) {
    var chains: [ThreadID: (count: UInt32, head: LogPosition)] = [:]
    var next = LogPosition.first
    var landmarks: [LogPosition] = []
    var result = verification
    while next < end {
      let from = next
      let through = LogPosition(min(end.rawValue, from.rawValue + 4_096) - 1)
      do throws(LogError) {
        try log.scanBodies(from: from, through: through, verifying: true) { view, payload in
          result.entries += 1
          if payload != nil { result.bodies += 1 }
          for link in view.links {
            result.links += 1
            Ledger.follow(link, at: view.position, &chains, &result)
          }
          if view.isLandmark { landmarks.append(view.position) }
          next = view.position.next
          return .next
        }
      } catch {
        // What cannot be read is a finding; what follows it is looked at all the same.
        result.findings.append(
          Finding(
            kind: error.isAboutBody ? .body : .entry, position: next, order: nil,
            detail: "\(error)"))
        next = next.next
      }
      progress(next, end)
    }
    try verifyLandmarks(landmarks, end, &result)
    verification = result
  }

  /// The list of entries that say which rulebook is in force is derived from the entries.
  private func verifyLandmarks(
    _ found: [LogPosition], _ end: LogPosition, _ verification: inout Verification
  ) throws(LedgerError) {
    let listed = try LedgerError.logging { () throws(LogError) in try log.landmarks() }
    guard let listed = listed?.filter({ $0 < end }), listed != found else { return }
    let wrong = Set(listed).symmetricDifference(found).min()
    verification.findings.append(
      Finding(
        kind: .entry, position: wrong, order: nil,
        detail: "the log lists \(listed.count) actions on rulebooks and joining, and holds "
          + "\(found.count); restore it from a backup"))
  }

  private static func follow(
    _ link: ChainLink, at position: LogPosition,
    _ chains: inout [ThreadID: (count: UInt32, head: LogPosition)],
    _ verification: inout Verification
  ) {
    let known = chains[link.thread]
    let isRight =
      link.sequence == (known?.count ?? 0) && link.previous == known?.head
    if !isRight {
      verification.findings.append(
        Finding(
          kind: .chain, position: position, order: nil,
          detail: "item \(link.item) is filed as number \(link.sequence) of thread \(link.thread), "
            + "but the thread has \(known?.count ?? 0) before it"))
    }
    chains[link.thread] = (link.sequence + 1, position)
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
            result.findings.append(
              Finding(
                kind: .state, position: nil, order: row.correlationID,
                detail: "the stored state is not what the order's history folds to; "
                  + "run `orderledger rebuild`"))
          }
          digest &+= LiveIndex.digest(of: row)
          return .next
        }
        (result.orders, result.unlinked, result.shared) =
          (counts.orders, counts.unlinked, counts.shared)
        let totals = try index.currentTotals(base)
        result.digest = totals.digest
        if digest != totals.digest {
          result.findings.append(
            Finding(
              kind: .index, position: nil, order: nil,
              detail:
                "the maintained digest \(totals.digest.short) is not the sum over all orders, "
                + "\(digest.short); run `orderledger rebuild`"))
        }
      }
    }
    verification = result
  }
}

extension LogError {
  /// Whether an entry is sound and its body is not.
  var isAboutBody: Bool {
    switch self {
    case .fingerprintMismatch: true
    default: false
    }
  }
}
