import LedgerCore
import LedgerFold
import LedgerIndex
public import LedgerReplay
import LedgerRules
import LedgerStorage

extension Ledger {
  /// One order's two folds side by side, event by event.
  ///
  /// - Parameters:
  ///   - text: the order's correlation ID, or any value that names it.
  ///   - request: the two rulebooks, and as of when; which orders it asks for does not matter.
  public func explain(
    _ text: String, _ request: ReplayRequest
  ) throws(LedgerError) -> OrderExplanation {
    let sides = try prepareSides([request.before, request.after])
    return try reading { (index, base) throws(LedgerError) in
      for side in sides { try side.shadow?.extend(to: index.nextPosition) }
      let root = try findOne(text, index, base)
      return try LedgerError.storing { () throws(StorageError) in
        guard let row = try index.currentRow(root, base) else {
          throw .corrupted(path: directory, detail: "a group that was found has no row")
        }
        return try explanation(of: row, request.asOf, sides, index, base)
      }
    }
  }

  private func explanation(
    of row: OrderRow, _ asOf: AsOf, _ sides: [PreparedSide], _ index: LiveIndex,
    _ base: borrowing ReadTransaction
  ) throws(StorageError) -> OrderExplanation {
    var vocabulary = Vocabulary()
    let live = try index.spine(threads: row.threads, shared: row.shared, base)
    func history(_ prepared: PreparedSide) throws(StorageError) -> [SpineEntry] {
      let spine = try prepared.shadow?.counterpart(of: live).spine ?? live
      return spine.filter { asOf.includes(position: $0.position, received: $0.received) }
    }
    let before = try sides[0].side(asOf: asOf.time, index, naming: &vocabulary, base)
    let after = try sides[1].side(asOf: asOf.time, index, naming: &vocabulary, base)
    let comparison = OrderComparison(
      before: before, after: after, vocabulary: vocabulary, asOf: asOf.time,
      channels: index.channels.map(\.name))
    return try comparison.explanation(
      of: OrderHistory(
        before: try history(sides[0]), after: try history(sides[1]), scope: row.kind.scope,
        regrouping: nil), order: row.correlationID,
      names: OrderReport.texts(try index.names(of: row, base)))
  }
}
