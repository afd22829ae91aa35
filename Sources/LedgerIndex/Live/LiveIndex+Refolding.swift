import Crypto
import LedgerCore
import LedgerFold
public import LedgerStorage
public import LedgerStorageWriting

extension LiveIndex {
  /// Folds every order of the file anew, where its rows are those of another rulebook that reads
  /// bodies in the same way: everything else in the file is the same for both. Only rows that
  /// differ are written.
  ///
  /// - Parameter progress: groups done, and all that there are.
  public func refold(
    in file: WritableEnvironment, progress: (Int, Int) -> Void = { _, _ in }
  ) throws(StorageError) {
    precondition(!hasUnwritten && beneath == nil, "what is folded anew is all in the file")
    let all = try environment.read { (base) throws(StorageError) in
      try base.count(IndexSchema.orders)
    }
    var done = 0
    var counted = IndexTotals()
    counted.duplicates = totals.duplicates
    counted.digest = totals.digest
    let table = table
    try OrderRanges(environment: environment).forEach { (bytes, base) throws(StorageError) in
      try RefoldedRow(of: bytes, base, table: table)
    } stretch: { (rows, count) throws(StorageError) in
      for row in rows {
        counted.count(row.summary, sign: 1)
        guard let change = row.change else { continue }
        counted.digest &-= change.formerDigest
        counted.digest &+= change.digest
      }
      try write(rows, to: file)
      done += count
      progress(done, all)
    }
    try environment.read { (base) throws(StorageError) in try countLoose(&counted, base) }
    try file.write { (transaction) throws(StorageError) in
      try transaction.put(Schema.meta, StoredIndex.totalsKey, counted.bytes)
    }
    totals = counted
    settled = nil
  }

  private func write(
    _ rows: [RefoldedRow], to file: WritableEnvironment
  ) throws(StorageError) {
    guard rows.contains(where: { $0.change != nil }) else { return }
    try file.write { (transaction) throws(StorageError) in
      for row in rows {
        guard let change = row.change else { continue }
        try transaction.put(IndexSchema.orders, row.root.rawValue, change.bytes)
      }
    }
  }

  /// The totals counted from the rows of the file; all but the number of deliveries that repeat
  /// another, which have no row.
  public func recount() throws(StorageError) -> IndexTotals {
    precondition(!hasUnwritten && beneath == nil, "what is counted is all in the file")
    var counted = IndexTotals()
    counted.duplicates = totals.duplicates
    try OrderRanges(environment: environment).forEach { (bytes, _) throws(StorageError) in
      try CountedRow(of: bytes)
    } stretch: { rows, _ in
      for row in rows {
        counted.count(row.summary, sign: 1)
        counted.digest &+= row.digest
      }
    }
    try environment.read { (base) throws(StorageError) in try countLoose(&counted, base) }
    return counted
  }

  private func countLoose(
    _ totals: inout IndexTotals, _ base: borrowing ReadTransaction
  ) throws(StorageError) {
    try base.scan(IndexSchema.loose) { _, bytes in
      if let item = LooseItem(encoded: bytes) { totals.add(outcome(of: item), 1) }
      return .next
    }
  }
}

/// An order folded anew.
private struct RefoldedRow: Sendable {
  struct Change: Sendable {
    var bytes: [UInt8]
    var digest: Hash256
    var formerDigest: Hash256
  }

  var root: ThreadID
  var summary: OrderRow.Summary
  /// Nil where the row is as it was.
  var change: Change?

  init(
    of former: UnsafeRawBufferPointer, _ base: borrowing ReadTransaction, table: FoldTable
  ) throws(StorageError) {
    let group = try IndexFault.reading("orders") { () throws(MalformedBytes) in
      try OrderRow.Grouping(of: former)
    }
    let spine = try base.spine(threads: group.threads, shared: group.shared)
    let row = OrderRow(
      root: group.root, threads: group.threads, shared: group.shared,
      correlations: group.correlations, kind: group.summary.kind,
      state: OrderFolding.fold(spine, table: table, scope: group.summary.kind.scope))
    root = group.root
    summary = OrderRow.Summary(of: row)
    let bytes = row.bytes
    guard !former.elementsEqual(bytes) else { return }
    change = Change(
      bytes: bytes, digest: Hash256(bytes: SHA256.hash(data: bytes)),
      formerDigest: Hash256(bytes: SHA256.hash(data: former)))
  }
}

/// What a row adds to the totals.
private struct CountedRow: Sendable {
  var summary: OrderRow.Summary
  var digest: Hash256

  init(of bytes: UnsafeRawBufferPointer) throws(StorageError) {
    summary = try IndexFault.reading("orders") { () throws(MalformedBytes) in
      try OrderRow.Summary(of: bytes)
    }
    digest = Hash256(bytes: SHA256.hash(data: bytes))
  }
}
