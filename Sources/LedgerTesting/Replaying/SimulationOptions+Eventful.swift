import LedgerCore

extension SimulationOptions {
  /// Two weeks in which all kinds of orders meet all kinds of faults, up to a time at which the first have
  /// long come back and the last are on their way: something of everything, in as few orders as possible.
  public static func eventful(orders: Int, seed: UInt64 = 11) -> SimulationOptions {
    var options = SimulationOptions(orders: orders, seed: seed, days: 14, tail: .hours(20))
    FaultLevel.heavy.apply(to: &options)
    for kind in FaultKind.allCases { options.faults[kind] = 0.7 / Double(FaultKind.allCases.count) }
    options.variations.cancelled = 0.1
    options.variations.partlyRefunded = 0.12
    options.variations.returned = 0.15
    options.variations.edited = 0.1
    options.variations.split = 0.25
    options.variations.test = 0.1
    options.variations.paidTogether = 0.05
    return options
  }
}
