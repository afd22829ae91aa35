public import LedgerCore

/// What to simulate.
public struct SimulationOptions: Sendable {
  public var orders: Int
  public var seed: UInt64
  /// When the first order may be placed.
  public var start: Timestamp
  /// Over how many days orders are placed.
  public var days: Int
  /// From the last order to the horizon, the instant at which the answers are given. Deliveries
  /// after it are not written.
  public var tail: Interval
  public var variations = VariationRates()
  public var disturbances = DisturbanceRates()
  /// Share of orders that each fault befalls.
  public var faults: [FaultKind: Double] = [:]
  /// How often a channel falls silent for three to nine hours.
  public var silences = 0
  /// Silences besides those that are drawn.
  public var plannedSilences: [Silence] = []
  /// Shopify, Stripe, NetSuite, EasyPost and the middleware sign their deliveries with it.
  public var signingSecret: String?
  /// Channels whose deliveries are written.
  public var channels: Set<SimulatedChannel> = Set(SimulatedChannel.allCases)

  public init(
    orders: Int, seed: UInt64, start: Timestamp = Timestamp(seconds: 1_772_323_200),
    days: Int = 3, tail: Interval = .days(2)
  ) {
    self.orders = orders
    self.seed = seed
    self.start = start
    self.days = days
    self.tail = tail
  }

  public var horizon: Timestamp { start + .days(Int64(days)) + tail }
}
