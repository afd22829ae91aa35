import CAllocator
import LedgerCore
import LedgerEngine
import LedgerFold
import LedgerIndex
import LedgerStorage
import LedgerTesting

/// Counts what a fold allocates, which says more of a hot path than a clock, and is the same on any machine.
struct AllocationStudy {
  private static let orders = 300

  /// Bytes for an item that are allowed on average: what the rare kinds of order need, such as those with
  /// several documents of one kind.
  private static let bytesMax = 4.0

  /// - Returns: whether folding one order after another allocates next to nothing, once it has folded such
  ///   orders.
  func run() throws -> Bool {
    let history = try StoredHistory(
      of: .eventful(orders: AllocationStudy.orders), rulebook: .retailer())
    let copy = try history.copy()
    try copy.ledger.flush()
    let (spines, table) = try AllocationStudy.spines(copy)
    var folding = OrderFolding(table: table)
    func foldAll() -> UInt64 {
      let before = allocated_by_thread()
      for spine in spines {
        spine.withUnsafeBufferPointer { spine in
          folding.restart(.order)
          folding.fold(spine)
        }
      }
      return allocated_by_thread() - before
    }
    let items = spines.reduce(0) { $0 + $1.count }
    let first = Double(foldAll()) / Double(items)
    let again = Double(foldAll()) / Double(items)
    print(
      "{\"name\":\"allocations\",\"entries\":\(items),\"first_bytes_each\":\(first),"
        + "\"again_bytes_each\":\(again),\"limit\":\(AllocationStudy.bytesMax)}")
    return first > 0 && again <= AllocationStudy.bytesMax
  }

  private static func spines(
    _ copy: StoredHistory.Copy
  ) throws -> ([[SpineEntry]], FoldTable) {
    let environment = try Environment.open(
      path: copy.directory.path + "/ledger/index-1.mdb", schema: IndexSchema.schema)
    let index = try LiveIndex(
      environment: environment, rulebook: copy.ledger.rulebook, hash: SipHash128(key0: 0, key1: 0),
      separated: [])
    var spines: [[SpineEntry]] = []
    try environment.read { (base) throws(StorageError) in
      try index.settleForScans(base)
      try index.scanGroups(.roots(0..<UInt64.max), base) { group in
        if group.row.kind == .order { spines.append(Array(group.spine)) }
      }
    }
    return (spines, index.table)
  }
}
