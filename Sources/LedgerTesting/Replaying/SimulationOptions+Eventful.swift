import LedgerCore

extension SimulationOptions {
  /// A few days in which all kinds of orders meet all kinds of faults, and time enough for returns and
  /// refunds to end: something of everything, in as few orders as possible.
  public static func eventful(orders: Int, seed: UInt64 = 11) -> SimulationOptions {
    var options = SimulationOptions(orders: orders, seed: seed, days: 2, tail: .days(16))
    FaultLevel.heavy.apply(to: &options)
    options.variations.cancelled = 0.1
    options.variations.partlyRefunded = 0.12
    options.variations.returned = 0.12
    options.variations.edited = 0.1
    options.variations.split = 0.2
    options.variations.test = 0.04
    return options
  }
}
