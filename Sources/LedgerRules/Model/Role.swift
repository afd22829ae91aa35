/// What a system is for the retailer. Authority, presence and patterns speak of roles.
public enum Role: UInt8, Sendable, CaseIterable {
  case storefront, marketplace, erp, payment, wms, carrier, middleware, notification

  public init?(name: String) {
    guard let role = Role.allCases.first(where: { $0.name == name }) else { return nil }
    self = role
  }

  public var name: String { String(describing: self) }
}
