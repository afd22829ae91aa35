import LedgerCore
import LedgerRules

extension Policy {
  /// Holds a report against every threshold.
  public func verdict(on report: ReplayReport) -> PolicyVerdict {
    var verdict = PolicyVerdict(findings: [], obstacles: [], approvals: approvals)
    guard report.baseline.isExact else {
      verdict.obstacles.append(
        "the active rulebook, replayed, does not give the live state, so nothing can be compared")
      return verdict
    }
    if requiresFullBaseline, !report.baseline.isFull {
      verdict.obstacles.append(
        "the policy asks for a full baseline, and only the orders that were folded were compared")
    }
    let measuring = PolicyMeasuring(report, self)
    for limit in limits where limit.measure != .notEvaluable {
      verdict.findings.append(measuring.finding(limit))
    }
    for pattern in forbidden { verdict.findings.append(measuring.finding(forbidding: pattern)) }
    // What could not be seen is never within, unless the policy says how much of it may be.
    let unseen =
      limits.filter { $0.measure == .notEvaluable }.min { $0.max < $1.max }
      ?? Limit(.notEvaluable, max: 0)
    let finding = measuring.finding(unseen)
    if !finding.isWithin || unseen.place != nil { verdict.findings.append(finding) }
    if !finding.isWithin {
      verdict.obstacles.append(
        "\(finding.found) cannot be evaluated, and \(finding.limit) may be")
    }
    return verdict
  }
}
