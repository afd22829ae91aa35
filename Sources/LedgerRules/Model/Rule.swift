/// Index of a rule (a row of a table) in its rulebook.
public struct RuleID: RawRepresentable, Hashable, Comparable, Sendable {
  public let rawValue: UInt32
  @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }
  @inlinable public static func < (left: RuleID, right: RuleID) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// One row: where it stands and what it says. `content` does not change when lines move.
public struct Rule: Sendable, Hashable {
  /// Path in the rulebook, such as `channels/shopify.yaml`.
  public var file: String
  /// From 1.
  public var line: Int
  /// In words, such as `financial_status = paid → payment captured`.
  public var text: String
  /// Hash of the row's meaning and of the table that it stands in.
  public var content: UInt64

  public init(file: String, line: Int, text: String, content: UInt64) {
    self.file = file
    self.line = line
    self.text = text
    self.content = content
  }
}
