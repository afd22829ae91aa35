public import LedgerCore

/// One order's two folds side by side, event by event.
public struct OrderExplanation: Sendable {
  /// What one rulebook makes of one event.
  public struct Side: Sendable, Hashable {
    /// What it reads, each with its rule; nil where the event is not part of the order.
    public var readings: [Divergence.Side]?
    /// What changes by the delivery in truth, disagreements and quarantine; told with its first
    /// item.
    public var changes: [Effect]
  }

  public struct Event: Sendable {
    public var item: ItemID
    public var occurred: Timestamp?
    public var received: Timestamp
    public var channel: String
    public var channelKind: String
    public var shape: String
    public var before: Side
    public var after: Side
    /// Here the two part.
    public var isDivergence: Bool
    /// What differs from here on and did not before; behind the divergence these follow from it.
    /// Told with the delivery's first item.
    public var differences: [Effect]
  }

  public var order: String
  public var names: [String]
  /// The channel in which it began.
  public var channel: String
  public var money: OrderMoney?
  public var asOf: Timestamp
  public var events: [Event]
  /// What differs in the end; empty where both come to the same.
  public var effects: [Effect]
  public var divergence: Divergence?
  public var before: NamedOutcome
  public var after: NamedOutcome
}
