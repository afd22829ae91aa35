public import LedgerCore
public import LedgerReplay

/// A report with what is known of it.
public struct JudgedReport: Sendable {
  public let report: ReplayReport
  public let judgement: Judgement?
  /// As it was named.
  public let policyFile: String?
  public let digest: Hash256

  public init(report: ReplayReport, judgement: Judgement?, policyFile: String?) {
    self.report = report
    self.judgement = judgement
    self.policyFile = policyFile
    digest = report.digest
  }

  public var exitCode: Int32 {
    report.baseline.isExact ? judgement?.verdict.exitCode ?? 0 : 2
  }
}
