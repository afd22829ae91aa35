import LedgerCore
import LedgerStorage

/// Walks over all orders of an index file on all cores, a stretch of them at a time.
struct OrderRanges {
  let environment: Environment

  /// Orders of a stretch: what is held in memory of it is a multiple of this.
  private static let stretch = 16_384
  /// Orders that one core takes at a time.
  private static let inTurn = 256

  /// - Parameters:
  ///   - body: for each order, with a snapshot of its own core's; nil adds nothing.
  ///   - stretch: what was made of the orders of a stretch, in order of their roots, and how many
  ///     they were.
  func forEach<Made: Sendable>(
    _ body:
      @Sendable (UnsafeRawBufferPointer, borrowing ReadTransaction) throws(StorageError) ->
      Made?,
    stretch: ([Made], Int) throws(StorageError) -> Void
  ) throws(StorageError) {
    var next: UInt64? = 0
    while let from = next {
      let roots = try roots(from: from)
      next = roots.count < OrderRanges.stretch ? nil : roots.last.map { $0 + 1 }
      let ranges = Swift.stride(from: 0, to: roots.count, by: OrderRanges.inTurn).map {
        roots[$0]...roots[min($0 + OrderRanges.inTurn, roots.count) - 1]
      }
      let results = Parallel.map(ranges, inTurn: 1) { range in
        Result { () throws(StorageError) in try made(range, body) }
      }
      var all: [Made] = []
      for result in results { all += try result.get() }
      try stretch(all, roots.count)
    }
  }

  private func roots(from: UInt64) throws(StorageError) -> [UInt64] {
    var roots: [UInt64] = []
    try environment.read { (base) throws(StorageError) in
      try base.scan(IndexSchema.orders, from: from) { root, _ in
        roots.append(root)
        return roots.count < OrderRanges.stretch ? .next : .stop
      }
    }
    return roots
  }

  private func made<Made>(
    _ range: ClosedRange<UInt64>,
    _ body: (UnsafeRawBufferPointer, borrowing ReadTransaction) throws(StorageError) -> Made?
  ) throws(StorageError) -> [Made] {
    var made: [Made] = []
    try environment.read { (base) throws(StorageError) in
      try base.scan(IndexSchema.orders, from: range.lowerBound, through: range.upperBound) {
        (_, bytes) throws(StorageError) in
        if let one = try body(bytes, base) { made.append(one) }
        return .next
      }
    }
    return made
  }
}
