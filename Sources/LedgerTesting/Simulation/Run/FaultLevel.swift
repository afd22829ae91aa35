/// How much goes wrong.
public enum FaultLevel: String, CaseIterable, Sendable {
  /// Every system does its part in time.
  case none
  /// Each fault befalls a few orders in a thousand.
  case `default`
  /// A third of all orders are hit.
  case heavy

  public func apply(to options: inout SimulationOptions) {
    let count = Double(FaultKind.allCases.count)
    switch self {
    case .none:
      options.faults = [:]
      options.disturbances = DisturbanceRates()
      options.silences = 0
    case .default:
      setFaults(of: &options, rate: 0.04 / count)
      options.disturbances.duplicated = 0.01
      options.disturbances.altered = 0.0005
      options.disturbances.reordered = 0.02
      options.silences = 1
    case .heavy:
      setFaults(of: &options, rate: 0.33 / count)
      options.disturbances.duplicated = 0.08
      options.disturbances.altered = 0.01
      options.disturbances.reordered = 0.15
      options.silences = 3
    }
  }

  private func setFaults(of options: inout SimulationOptions, rate: Double) {
    for kind in FaultKind.allCases { options.faults[kind] = rate }
  }
}
