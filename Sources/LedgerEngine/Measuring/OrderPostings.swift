public import LedgerCore
import LedgerFold
import LedgerIndex
import LedgerRules

/// How orders get from where they begin to the ERP.
public struct OrderPostings: Sendable {
  public struct Origin: Sendable {
    public var orders = 0
    /// Of those that are due in the ERP or there already.
    public var posted = 0
    public var missing = 0
    public var pending = 0
    /// From when the order was first learned of until the ERP had it.
    public var latency = LagHistogram()

    public init() {}
  }

  /// By the system in which orders begin.
  public var origins: [String: Origin] = [:]
  /// The first order is of this position at the earliest.
  public var since: LogPosition
}

extension Ledger {
  /// Of the latest orders: at most so many, from those that began in the last so many entries.
  public func postings(
    within span: Interval, entriesMax: Int, ordersMax: Int
  ) throws(LedgerError) -> OrderPostings {
    let end = try shownEnd().rawValue
    let recent = end - min(end, UInt64(entriesMax))
    let now = now
    let begun = try position(receivedFrom: now.time + Interval(microseconds: -span.microseconds))
    var found = OrderPostings(since: max(LogPosition(recent), begun))
    var filter = ListFilter(limit: ordersMax)
    filter.scannedMax = ordersMax
    if found.since > .first {
      let before = LogPosition(found.since.rawValue - 1)
      filter.after = ThreadID(origin: ItemID(position: before, index: .max))
    }
    for order in try orders(filter, asOf: now).elements {
      guard let origin = order.origin else { continue }
      found.origins[origin, default: OrderPostings.Origin()].add(order)
    }
    return found
  }
}

extension OrderPostings.Origin {
  mutating func add(_ order: OrderReport) {
    orders += 1
    for system in order.systems where system.role == .erp {
      switch system.presence {
      case .present:
        posted += 1
        if let since = system.facets.map(\.since).min() {
          latency.add(max(since - order.firstLearned, .zero))
        }
      case .absent, .silent, .rejected, .deleted: missing += 1
      case .expected: pending += 1
      default: break
      }
    }
  }
}
