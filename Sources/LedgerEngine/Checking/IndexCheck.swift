import LedgerCore
import LedgerIndex
import LedgerLog
import LedgerRules
import LedgerStorage

/// Makes the index file anew from the log, in a temporary directory, and compares the two row by row.
struct IndexCheck {
  let log: LogReader
  let rulebook: Rulebook
  /// References that do not join: also by an action that the file's last flush was before, since the
  /// file was made for it.
  let separated: [Reference]
  /// Told which position is reached of how many.
  var progress: (LogPosition, LogPosition) -> Void = { _, _ in }

  /// Rows that are shown of those that differ in a table.
  private static let shownMax = 3

  func findings(
    _ base: borrowing ReadTransaction
  ) throws(LedgerError) -> [Finding] {
    let end = try LedgerError.storing { () throws(StorageError) in
      try LiveIndex.appliedThrough(base)
    }
    let anew = try withoutActuallyEscaping(progress) { (progress) throws(LedgerError) in
      try Shadow(log: log, end: end, rulebook: rulebook, separated: separated) {
        progress($0, end)
      }
    }
    return try anew.reading { (_, own) throws(LedgerError) in
      var erased = try ErasedLater(log: log, from: end)
      return try LedgerError.storing { () throws(StorageError) in
        var findings: [Finding] = []
        for table in IndexSchema.schema.tables {
          if let finding = try compare(table, base, own, &erased) { findings.append(finding) }
        }
        if try LiveIndex.storedTotals(base) != LiveIndex.storedTotals(own) {
          findings.append(
            Finding(
              kind: .index, position: nil, order: nil,
              detail: "the counters of the index are not those of the log"))
        }
        return findings
      }
    }
  }

  func compare(
    _ table: TableDeclaration, _ base: borrowing ReadTransaction,
    _ own: borrowing ReadTransaction, _ erased: inout ErasedLater
  ) throws(StorageError) -> Finding? {
    var (missing, extra, changed) = (0, 0, 0)
    var shown: [String] = []
    func count(_ difference: RowDifference) {
      switch (difference.first, difference.second) {
      case (nil, _): missing += 1
      case (_, nil): extra += 1
      default: changed += 1
      }
      if shown.count < IndexCheck.shownMax { shown.append(Hex.encode(difference.key)) }
    }
    try base.differences(from: own, in: table) { difference in
      if !erased.takes(difference) { count(difference) }
      return .next
    }
    erased.left().forEach(count)
    let counts = [
      (missing, "missing"), (changed, "changed"), (extra, "that the log has no cause for"),
    ]
    .filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    guard !counts.isEmpty else { return nil }
    return Finding(
      kind: .index, position: nil, order: nil,
      detail: "rows of table `\(table.name)` differ from what the log gives: "
        + counts.joined(separator: ", ") + "; keys \(shown.joined(separator: ", ")); "
        + IndexCheck.meaning(of: table.name))
  }

  /// What may have gone wrong because of it.
  private static func meaning(of table: String) -> String {
    switch table {
    case "deliveries": "a repeated delivery may have been taken for a new one, or a new one dropped"
    case "references", "periods", "threads", "membership", "spaces":
      "messages may be missing from their order, or stand with another"
    case "spine", "codes", "channels", "loose": "orders may be shown with wrong events"
    case "orders": "orders may be shown with a wrong state"
    case "postings": "a replay may miss orders that a change touches"
    case "repeats": "traces may not show repeated deliveries"
    case "activity", "sweeps": "silence of a channel may be judged wrongly"
    default: "what is shown may be wrong"
    }
  }
}
