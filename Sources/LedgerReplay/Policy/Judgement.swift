/// What a policy says of a report, for the forms to show.
public struct Judgement: Sendable {
  public var policy: Policy
  public var verdict: PolicyVerdict
  /// What of the differences is not expected; nil where nothing is said of what is.
  public var remainder: Remainder?

  public init(of report: ReplayReport, by policy: Policy) {
    self.policy = policy
    verdict = policy.verdict(on: report)
    guard report.baseline.isExact else { return }
    remainder = policy.expectation.map { $0.remainder(of: report) }
  }

  /// Whether there are thresholds at all, and not only an expectation.
  public var hasThresholds: Bool {
    !verdict.findings.isEmpty || !verdict.obstacles.isEmpty || !policy.limits.isEmpty
  }
}

extension PolicyVerdict {
  /// `beyond: 1 of 3 thresholds`
  public var sentence: String {
    switch outcome {
    case .within:
      return findings.isEmpty
        ? "within: there is no threshold" : "within: all of \(words(findings.count))"
    case .beyond:
      return "beyond: \(findings.count { !$0.isWithin }) of \(words(findings.count))"
    case .notEvaluable: return "cannot be evaluated: \(obstacles.joined(separator: "; "))"
    }
  }

  private func words(_ count: Int) -> String { ReportText.count(count, "threshold") }
}

extension Remainder {
  /// `4 orders, 41,520.00 EUR, differ in ways that are not expected`
  public var sentence: String {
    guard weight.orders > 0 else { return "all that changes is expected" }
    let verb = weight.orders == 1 ? "changes" : "change"
    return "\(ReportText.words(weight)), \(verb) in a way that is not expected"
  }
}
