public import LedgerCore
public import LedgerIndex
import LedgerLog
import LedgerStorage

extension Trace {
  /// What an operator has tied together.
  public struct Join: Sendable {
    public var position: LogPosition
    public var received: Timestamp
    public var actor: String
    public var reason: String
    public var parties: [JoinParty]
  }
}

extension Ledger {
  /// The join that an entry records; nil for any other entry.
  func recordedJoin(at position: LogPosition) throws(LedgerError) -> Trace.Join? {
    try LedgerError.logging { () throws(LogError) in
      let entry = try log.guardedEntry(at: position)
      guard entry.kind == .control(ControlKind.join.rawValue),
        let body = try log.body(at: position, verifying: true)?.body
      else { return nil }
      return Trace.Join(
        position: position, received: entry.received, actor: entry.actor,
        reason: ControlBody.reason(body), parties: ControlBody.join(body))
    }
  }

  /// The joins that an order's references tell of, in log order.
  func joins(of order: OrderReport, asOf: AsOf) throws(LedgerError) -> [Trace.Join] {
    let positions = Set(
      order.names.compactMap { name in
        name.reference.space == .joins ? UInt64(name.reference.value) : nil
      })
    var joins: [Trace.Join] = []
    for position in positions.sorted() {
      guard let join = try recordedJoin(at: LogPosition(position)),
        asOf.includes(position: position, received: join.received.rawValue)
      else { continue }
      joins.append(join)
    }
    return joins
  }
}
