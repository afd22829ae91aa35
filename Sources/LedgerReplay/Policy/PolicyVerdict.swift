public import LedgerRules

/// Whether what a replay found is within a policy.
public struct PolicyVerdict: Sendable, Hashable {
  public enum Outcome: String, Sendable {
    case within, beyond
    /// The replay could not see what it would have to.
    case notEvaluable = "not_evaluable"
  }

  /// One threshold, and what was found.
  public struct Finding: Sendable, Hashable {
    /// As in the file: `opened.checkout_disconnect`, `forbid fulfillment: shipped → pending`.
    public var name: String
    public var limit: String
    public var found: String
    public var isWithin: Bool
    /// Nil where it was given on the command line, or holds without being written.
    public var place: SourcePlace?
  }

  /// In the order of the file.
  public var findings: [Finding]
  /// Sentences: why it could not be evaluated; empty where it could.
  public var obstacles: [String]
  /// Persons beside the first who must approve a promotion.
  public var approvals: Int

  public var outcome: Outcome {
    if !obstacles.isEmpty { return .notEvaluable }
    return findings.allSatisfy(\.isWithin) ? .within : .beyond
  }

  /// 0 within, 1 beyond, 2 could not be evaluated.
  public var exitCode: Int32 {
    switch outcome {
    case .within: 0
    case .beyond: 1
    case .notEvaluable: 2
    }
  }
}
