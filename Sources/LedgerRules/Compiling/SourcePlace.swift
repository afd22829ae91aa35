/// A line of the rulebook.
public struct SourcePlace: Hashable, Sendable, CustomStringConvertible {
  /// Path in the rulebook.
  public var file: String
  /// From 1.
  public var line: Int

  public init(file: String, line: Int) {
    self.file = file
    self.line = line
  }

  public var description: String { "\(file):\(line)" }
}
