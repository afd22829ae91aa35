import LedgerCore
import LedgerReplay
import LedgerRules

/// What a promotion rests on: replays of the rulebook, and what a policy says of them.
struct PromotionGrounds {
  let ledger: Ledger
  let revised: Rulebook
  let policy: Policy?

  /// - Parameter text: of the policy's file.
  init(_ ledger: Ledger, revised: Rulebook, policy text: String?) throws(LedgerError) {
    self.ledger = ledger
    self.revised = revised
    guard let text else {
      policy = nil
      return
    }
    do throws(RulebookErrors) {
      policy = try Policy.read(
        Array(text.utf8), file: "policy", for: [ledger.rulebook, revised])
    } catch {
      throw .promotion(.policyUnreadable(detail: "\(error)"))
    }
  }

  /// Persons who have to agree besides the one who asks.
  var approvals: Int { policy?.approvals ?? 0 }

  /// Makes a report again, as it was made.
  func verdict(
    on report: PromotionRequest.Report, progress: (Int, Int) -> Void
  ) throws(LedgerError) -> PromotionVerdict {
    let request = ReplayRequest(
      after: .rulebook(revised, name: revised.name), asOf: AsOf(time: report.asOf),
      isFullBaseline: report.isFullBaseline, attributes: report.isAttributed)
    return try verdict(
      on: try ledger.replay(request, through: report.through, progress: progress))
  }

  /// Replays all of the log.
  func verdictNow(progress: (Int, Int) -> Void) throws(LedgerError) -> PromotionVerdict {
    let request = ReplayRequest(
      after: .rulebook(revised, name: revised.name), asOf: ledger.now,
      isFullBaseline: policy?.requiresFullBaseline ?? false, describes: false)
    return try verdict(on: try ledger.replay(request, progress: progress))
  }

  private func verdict(on report: ReplayReport) throws(LedgerError) -> PromotionVerdict {
    guard report.baseline.isExact else {
      throw .promotion(.baselineOff(orders: report.baseline.differing.count))
    }
    return PromotionVerdict(
      through: report.scope.through, report: report.digest,
      exceeded: policy.map { $0.verdict(on: report).exceeded } ?? [])
  }
}

extension PolicyVerdict {
  /// Sentences: which limits are passed, and what could not be seen.
  var exceeded: [String] {
    let findings = findings.filter { !$0.isWithin }
      .map { "\($0.name): \($0.found), and the limit is \($0.limit)" }
    return findings.isEmpty ? obstacles : findings
  }
}
