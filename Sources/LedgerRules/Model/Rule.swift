/// What a rule (a row of a table) says, as a number: a hash of its meaning and of the table that it
/// stands in. It stays the same when lines move, and in every rulebook that says the same.
public struct RuleID: RawRepresentable, Hashable, Comparable, Sendable {
  public let rawValue: UInt64
  @inlinable public init(rawValue: UInt64) { self.rawValue = rawValue }
  @inlinable public static func < (left: RuleID, right: RuleID) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// One row: where it stands and what it says.
public struct Rule: Sendable, Hashable {
  public var id: RuleID
  /// Path in the rulebook, such as `channels/shopify.yaml`.
  public var file: String
  /// From 1.
  public var line: Int
  /// In words, such as `financial_status = paid → payment captured`.
  public var text: String
  public init(id: RuleID, file: String, line: Int, text: String) {
    self.id = id
    self.file = file
    self.line = line
    self.text = text
  }
}
