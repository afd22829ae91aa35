/// What a replay does to find every order that can change, decided before it runs.
public struct ReplayPlan: Sendable, Hashable {
  public enum Reach: String, Sendable {
    /// The rulebooks come to the same: nothing is folded.
    case nothing
    /// Orders with an item that is read otherwise.
    case touched
    /// All orders are folded, with what can differ.
    case everything
    /// Bodies are decoded again.
    case decoding
  }

  public var reach: Reach
  /// Sentences: why these orders and no others.
  public var reasons: [String]
  /// Orders and groups to be folded.
  public var orders: Int
  public var items: Int
  /// Deliveries whose bodies are decoded again.
  public var deliveries: Int

  public init(reach: Reach, reasons: [String], orders: Int, items: Int, deliveries: Int) {
    self.reach = reach
    self.reasons = reasons
    self.orders = orders
    self.items = items
    self.deliveries = deliveries
  }
}
