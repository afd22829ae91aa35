public import LedgerCore

/// An order that the two rulebooks do not see alike.
public struct ChangedOrder: Sendable {
  /// An event at which the two sides part further, as a consequence of the first.
  public struct Consequence: Sendable, Hashable {
    public var item: ItemID
    public var received: Timestamp
    /// What is different from then on, and was not before: indices in `ReplayReport.effects`.
    public var effects: [Int]
  }

  /// The thread that begins it.
  public var root: ThreadID
  /// The correlation ID.
  public var order: String
  /// What people call it.
  public var names: [String]
  /// The channel in which it began.
  public var channel: String
  /// What is at stake, in minor units; nil where that is not known.
  public var money: OrderMoney?
  /// Indices in `ReplayReport.effects`, ascending by effect.
  public var effects: [Int]
  public var before: OrderOutcome
  public var after: OrderOutcome
  /// What was believed at the time that a three-way replay asks for.
  public var believed: OrderOutcome?
  /// Facets in which it had come, by the former rulebook, to a state that cannot be undone.
  public var irreversible: [String]
  /// Where the two sides part first; nil where the order has no history on one side.
  public var divergence: Divergence?
  public var consequences: [Consequence]
}

public struct OrderMoney: Sendable, Hashable {
  /// Minor units.
  public var amount: Int64
  public var currency: Currency

  public init(amount: Int64, currency: Currency) {
    self.amount = amount
    self.currency = currency
  }
}

/// A number of orders and the money in them, by currency, in minor units.
public struct Weight: Sendable, Hashable {
  public private(set) var orders = 0
  public private(set) var money: [Currency: Int64] = [:]

  public init() {}

  public mutating func add(_ amount: OrderMoney?) {
    orders += 1
    guard let amount else { return }
    add(amount.amount, amount.currency)
  }

  mutating func add(_ other: Weight) {
    orders += other.orders
    for (currency, amount) in other.money { add(amount, currency) }
  }

  private mutating func add(_ amount: Int64, _ currency: Currency) {
    let sum = (money[currency] ?? 0).addingReportingOverflow(amount)
    money[currency] = sum.overflow ? .max : sum.partialValue
  }
}
