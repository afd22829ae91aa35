/// One thing that is wrong with a rulebook: where it stands, what it is and what to do about it.
public struct RulebookProblem: Sendable, Hashable, CustomStringConvertible {
  public enum Severity: String, Sendable, Comparable {
    case error, warning

    public static func < (left: Severity, right: Severity) -> Bool {
      left == .error && right == .warning
    }
  }

  public var severity: Severity
  public var code: Code
  /// Path in the rulebook, such as `channels/shopify.yaml`.
  public var file: String
  /// From 1; 0 where the file itself is the problem.
  public var line: Int
  /// From 1, in Unicode scalars; 0 where the file itself is the problem.
  public var column: Int
  public var message: String
  public var remedy: String

  /// `channels/shopify.yaml:12:7: error unknown_key: …` and the remedy.
  public var description: String {
    let place = line == 0 ? file : "\(file):\(line):\(column)"
    let end = remedy.last == "?" ? "" : "."
    return "\(place): \(severity.rawValue) \(code.rawValue): \(message). \(remedy)\(end)"
  }

  /// By file, line and column, then by code and message: the order in which problems are shown.
  static func precedes(_ left: RulebookProblem, _ right: RulebookProblem) -> Bool {
    if left.file != right.file { return left.file < right.file }
    if (left.line, left.column) != (right.line, right.column) {
      return (left.line, left.column) < (right.line, right.column)
    }
    return (left.code.rawValue, left.message) < (right.code.rawValue, right.message)
  }
}

/// All errors of a rulebook at once.
public struct RulebookErrors: Error, Sendable, CustomStringConvertible {
  /// By file and line.
  public var problems: [RulebookProblem]

  public var description: String {
    problems.map(\.description).joined(separator: "\n")
  }
}
