public import LedgerCore
import LedgerIndex
import LedgerStorage

extension Ledger {
  /// Joins the orders that carry these references into one, by a recorded action.
  public func join(_ references: [Reference], reason: String, actor: String = "operator")
    throws(LedgerError)
  {
    let body = ControlBody.references(references, reason: reason)
    try record(.join, body: body, actor: actor) { (state, position, base) throws(StorageError) in
      try state.index.join(references, at: position, base)
    }
  }

  /// Takes a reference out of joining, by a recorded action: orders that only it held together come
  /// apart, and stay apart.
  public func separate(
    _ reference: Reference, reason: String, actor: String = "operator",
    progress: (LogPosition, LogPosition) -> Void = { _, _ in }
  ) throws(LedgerError) {
    try reshape(
      .separate, body: ControlBody.references([reference], reason: reason), rulebook: nil,
      separating: [reference], actor: actor, progress: progress)
  }
}
