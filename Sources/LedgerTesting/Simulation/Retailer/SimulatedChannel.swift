/// The channels of the simulated retailer, named as in `orderledger`'s configuration.
public enum SimulatedChannel: UInt8, CaseIterable, Sendable {
  case shopify, amazon, netsuite, stripe, shipstation, easypost, hop, notifier

  public var name: String { String(describing: self) }

  public init?(name: String) {
    guard let channel = SimulatedChannel.allCases.first(where: { $0.name == name }) else {
      return nil
    }
    self = channel
  }

  /// The channel's name between quotes, for the delivery line.
  var label: StaticString {
    switch self {
    case .shopify: "shopify"
    case .amazon: "amazon"
    case .netsuite: "netsuite"
    case .stripe: "stripe"
    case .shipstation: "shipstation"
    case .easypost: "easypost"
    case .hop: "hop"
    case .notifier: "notifier"
    }
  }
}
