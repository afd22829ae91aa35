public import LedgerEngine

/// All orders of a ledger as its queries tell of them.
public struct LedgerPicture: Sendable {
  public struct Order: Sendable {
    public var report: OrderReport
    public var picture: OrderPicture
    /// Items that are of this order alone, in log order; empty where they were not asked for.
    public var items: [ItemID] = []
  }

  public let ledger: Ledger
  public let asOf: AsOf
  /// In the order of the ledger.
  public private(set) var orders: [Order]

  public init(of ledger: Ledger, asOf: AsOf) throws {
    self.ledger = ledger
    self.asOf = asOf
    var filter = ListFilter(limit: .max)
    filter.includesTests = true
    orders = try ledger.orders(filter, asOf: asOf).elements.map {
      Order(report: $0, picture: OrderPicture($0))
    }
  }

  /// With the items of each order.
  func withItems() throws -> LedgerPicture {
    var picture = self
    for index in picture.orders.indices where picture.orders[index].items.isEmpty {
      let events = try trace(picture.orders[index]).events
      picture.orders[index].items = events.filter { !$0.isShared }.map(\.item)
    }
    return picture
  }

  /// An order as it was at another time.
  func picture(of order: Order, asOf: AsOf) throws -> OrderPicture {
    OrderPicture(try ledger.order(order.report.order, asOf: asOf))
  }

  func trace(_ order: Order) throws -> Trace { try ledger.trace(order.report.order, asOf: asOf) }

  /// The channel in which an order began: that of the first event of its origin; else of its first event.
  func channel(of order: Order) throws -> String {
    let trace = try trace(order)
    let first = trace.events.first { $0.system == trace.order.origin } ?? trace.events.first
    return first?.channel ?? ""
  }
}

extension LedgerPicture.Order {
  /// What it is worth by its origin; of one that is worth nothing any more, what it was worth when it was
  /// placed.
  var stake: OrderMoney? {
    guard let origin = report.systems.first(where: { $0.name == report.origin }) else { return nil }
    func amount(_ kind: String) -> OrderReport.AmountReport? {
      origin.amounts.first { $0.kind == kind && !$0.isPart }
    }
    guard let total = amount("order.total") else { return nil }
    let stake = total.value == 0 ? amount("order.placed_total") ?? total : total
    guard stake.currency.isMoney else { return nil }
    return OrderMoney(amount: stake.value, currency: stake.currency)
  }

  /// Facets of which it has come to a state that cannot be undone.
  func irreversible(by rulebook: Rulebook) -> Set<String> {
    Set(
      report.truth.compactMap { truth in
        guard let facet = rulebook.facets.first(where: { $0.name == truth.facet }),
          let state = facet.states.firstIndex(of: truth.state),
          facet.irreversible.contains(StateID(rawValue: UInt8(state)))
        else { return nil }
        return "\(truth.facet) \(truth.state)"
      })
  }
}
