extension SimulationOptions {
  /// A rate that can be chosen by name: a fault, a disturbance or a variation.
  public enum RateName: Sendable, Equatable {
    case fault(FaultKind)
    case duplicated, altered, reordered
    case amazon, split, cancelled, partlyRefunded, returned, capturedAtShipping, edited, test
    case paidTogether

    public init?(_ name: String) {
      if let kind = FaultKind(rawValue: name) {
        self = .fault(kind)
      } else if let plain = RateName.plain[name] {
        self = plain
      } else {
        return nil
      }
    }

    public static var allNames: [String] {
      FaultKind.allCases.map(\.rawValue) + plain.keys.sorted()
    }

    private static let plain: [String: RateName] = [
      "duplicated": .duplicated, "altered": .altered, "reordered": .reordered,
      "amazon": .amazon, "split": .split, "cancelled": .cancelled,
      "partly_refunded": .partlyRefunded, "returned": .returned,
      "captured_at_shipping": .capturedAtShipping, "edited": .edited, "test": .test,
      "paid_together": .paidTogether,
    ]
  }

  public subscript(name: RateName) -> Double {
    get {
      switch name {
      case .fault(let kind): faults[kind] ?? 0
      default: RateName.path(name).map { self[keyPath: $0] } ?? 0
      }
    }
    set {
      switch name {
      case .fault(let kind): faults[kind] = newValue
      default:
        guard let path = RateName.path(name) else { return }
        self[keyPath: path] = newValue
      }
    }
  }
}

extension SimulationOptions.RateName {
  fileprivate static func path(_ name: Self) -> WritableKeyPath<SimulationOptions, Double>? {
    switch name {
    case .fault: nil
    case .duplicated: \.disturbances.duplicated
    case .altered: \.disturbances.altered
    case .reordered: \.disturbances.reordered
    case .amazon: \.variations.amazon
    case .split: \.variations.split
    case .cancelled: \.variations.cancelled
    case .partlyRefunded: \.variations.partlyRefunded
    case .returned: \.variations.returned
    case .capturedAtShipping: \.variations.capturedAtShipping
    case .edited: \.variations.edited
    case .test: \.variations.test
    case .paidTogether: \.variations.paidTogether
    }
  }
}
