/// One header of a delivery.
public struct Header: Hashable, Sendable {
  /// Lower case.
  public var name: String
  public var value: String

  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}
