/// A change of a rulebook, as an edit of its text.
public struct RuleChange: Sendable, CustomStringConvertible {
  public struct Edit: Sendable {
    public var file: String
    /// Stands in the file exactly once.
    public var find: String
    public var by: String

    public init(_ file: String, _ find: String, by text: String) {
      self.file = file
      self.find = find
      by = text
    }
  }

  /// In words: what is changed.
  public var description: String
  /// Of the rulebook before the change, where that is not the shipped one: such as a row that the shipped
  /// one has and this change adds.
  public var former: [Edit]
  public var edits: [Edit]
  /// Whether no order of a retailer's history comes to anything else by it.
  public var isWithoutEffect: Bool

  public init(
    _ description: String, from former: [Edit] = [], _ edits: [Edit], isWithoutEffect: Bool = false
  ) {
    self.description = description
    self.former = former
    self.edits = edits
    self.isWithoutEffect = isWithoutEffect
  }

  public init(
    _ description: String, in file: String, _ find: String, by text: String,
    isWithoutEffect: Bool = false
  ) {
    self.init(description, [Edit(file, find, by: text)], isWithoutEffect: isWithoutEffect)
  }

  /// An edit that does not fit its rulebook.
  public struct Misfit: Error, CustomStringConvertible {
    public let description: String
  }
}
