/// What a reference means for identity.
public enum ReferenceClass: UInt8, Sendable, CaseIterable {
  /// Names one order: items that carry it are one order.
  case identity = 1
  /// Names an entity of one order (a payment, a parcel): ties items without an identity
  /// to the order.
  case part = 2
  /// Relates many to many (a payment for several orders, a customer order of several purchase
  /// orders): shown and filed, never joining.
  case link = 3
}

/// The space in which a reference's value is unique: `account/system/entity/kind`.
public struct ReferenceSpace: Hashable, Sendable, CustomStringConvertible {
  public let account: String
  public let system: String
  public let entity: String
  public let kind: String

  public init(account: String, system: String, entity: String, kind: String) {
    self.account = account
    self.system = system
    self.entity = entity
    self.kind = kind
  }

  public var description: String { "\(account)/\(system)/\(entity)/\(kind)" }

  /// The space of correlation IDs given by callers. One for the whole ledger.
  public static let correlation = ReferenceSpace(
    account: "*", system: "ledger", entity: "order", kind: "correlation")
}

/// A name that a system gives to an order or to a part of one.
public struct Reference: Hashable, Sendable, CustomStringConvertible {
  public let space: ReferenceSpace
  public let value: String

  public init(space: ReferenceSpace, value: String) {
    self.space = space
    self.value = value
  }

  public var description: String { "\(space)=\(value)" }
}
