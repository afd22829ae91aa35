public import LedgerCore
public import LedgerIndex
import LedgerStorage

/// A recorded join.
public struct RecordedJoin: Sendable {
  /// Where it is recorded: by this it can be undone.
  public var position: LogPosition
  public var parties: [JoinParty]
}

extension Ledger {
  /// Ties orders and unlinked messages into one order, by a recorded action.
  ///
  /// - Parameter texts: each names an order (by correlation ID or identity), an unlinked group (by
  ///   its id or any of its references) or an item (by its position).
  public func join(
    _ texts: [String], reason: String, actor: String = "operator"
  ) throws(LedgerError) -> RecordedJoin {
    let end = nextPosition
    let found = try reading { (index, base) throws(LedgerError) in
      let resolution = JoinResolution(index: index, log: log, end: end)
      var found: [JoinResolution.Found] = []
      for text in texts { found.append(try resolution.find(text, base)) }
      return found
    }
    if let first = found.first, found.allSatisfy({ $0.row.root == first.row.root }) {
      throw .joinedAlready(order: first.row.correlationID)
    }
    return try join(found.map(\.party), reason: reason, actor: actor)
  }

  /// The same, of references that are known already.
  @discardableResult
  public func join(
    _ parties: [JoinParty], reason: String, actor: String = "operator"
  ) throws(LedgerError) -> RecordedJoin {
    var recorded = RecordedJoin(position: .first, parties: parties)
    let body = ControlBody.join(parties, reason: reason)
    recorded.position = try record(.join, body: body, actor: actor) {
      (state, position, base) throws(StorageError) in
      try state.index.join(parties, at: position, base)
    }
    return recorded
  }

  /// Takes a reference out of joining, by a recorded action: orders that only it held together come
  /// apart, and stay apart.
  public func separate(
    _ reference: Reference, reason: String, actor: String = "operator",
    progress: (LogPosition, LogPosition) -> Void = { _, _ in }
  ) throws(LedgerError) {
    try separate(
      reference, body: ControlBody.references([reference], reason: reason), actor: actor,
      progress: progress)
  }

  /// Undoes a recorded join, by a recorded action.
  public func separate(
    join position: LogPosition, reason: String, actor: String = "operator",
    progress: (LogPosition, LogPosition) -> Void = { _, _ in }
  ) throws(LedgerError) {
    let end = nextPosition
    guard position < end else { throw .unknownPosition(position, end: end) }
    guard try recordedJoin(at: position) != nil else { throw .notAJoin(position) }
    try separate(
      Reference(space: .joins, value: position.description), reason: reason, actor: actor,
      progress: progress)
  }
}
