public import LedgerCore

/// Why a rulebook does not come into force. Nothing of the ledger has changed then. Checked in this
/// order.
public enum PromotionRefusal: Error, Sendable, Hashable {
  /// The request, or the rulebook itself, is in force already.
  case activeAlready(RulebookName)
  case carriedOut(request: LogPosition, at: LogPosition)
  /// The report was made against a rulebook that is not in force.
  case otherActive(report: Hash256, active: RulebookName, comparedWith: Hash256)
  /// The report is about another rulebook.
  case otherRulebook(report: Hash256, reported: Hash256, given: RulebookName)
  /// The report's log is not this one, nor a beginning of it.
  case otherLog(report: Hash256, through: LogPosition, end: LogPosition)
  /// The report, made again, is another one.
  case otherReport(expected: Hash256, found: Hash256, through: LogPosition)
  /// The live state is not what the rulebook in force gives.
  case baselineOff(orders: Int)
  case policyUnreadable(detail: String)
  /// Sentences: which limits of the policy are passed.
  case beyondPolicy(through: LogPosition, exceeded: [String])
  /// Who asks cannot agree.
  case samePerson(by: String, request: LogPosition)
  case approvedAlready(by: String, request: LogPosition)
  /// A new index file does not hold what was counted while it was written.
  case indexDiffers(path: String, kept: Bool, expected: Hash256, found: Hash256)

  /// Stable, for programs.
  public var code: String {
    switch self {
    case .activeAlready: "active_already"
    case .carriedOut: "carried_out_already"
    case .otherActive: "report_of_other_active"
    case .otherRulebook: "report_of_other_rulebook"
    case .otherLog: "report_of_other_log"
    case .otherReport: "report_differs"
    case .baselineOff: "baseline_off"
    case .policyUnreadable: "policy_unreadable"
    case .beyondPolicy: "beyond_policy"
    case .samePerson: "same_person"
    case .approvedAlready: "approved_already"
    case .indexDiffers: "index_differs"
    }
  }
}

extension PromotionRefusal: CustomStringConvertible {
  public var description: String {
    switch self {
    case .activeAlready(let active):
      "\(active.name) \(active.revision.short) is in force already; there is nothing to promote"
    case .carriedOut(let request, let position):
      "the request at position \(request) was carried out at position \(position) already"
    case .otherActive(let report, let active, let compared):
      "report \(report.short) compares with revision \(compared.short), and \(active.name) "
        + "\(active.revision.short) is in force by now; replay again and look at what would change"
    case .otherRulebook(let report, let reported, let given):
      "report \(report.short) is about revision \(reported.short), and what is to be promoted is "
        + "\(given.name) \(given.revision.short); replay that one, or give the rulebook that was replayed"
    case .otherLog(let report, let through, let end):
      "report \(report.short) covers a log through position \(through) that is not a beginning of this "
        + "one, which ends before \(end); replay against this ledger"
    case .otherReport(let expected, let found, let through):
      "the report made again through position \(through) has digest \(found.short), not "
        + "\(expected.short): it was made by another version of the program, or was altered; replay "
        + "again and look at what would change"
    case .baselineOff(let orders):
      "\(orders) orders are stored otherwise than the rulebook in force gives them; run "
        + "`orderledger verify`, then `orderledger rebuild`"
    case .policyUnreadable(let detail): "the policy cannot be used: \(detail)"
    case .beyondPolicy(let through, let exceeded):
      "the policy does not allow what the rulebook changes through position \(through): "
        + exceeded.joined(separator: "; ")
        + ". Correct the rulebook, or say with --override why it is to be done all the same"
    case .samePerson(let by, let request):
      "\(by) asked for it at position \(request); another person has to agree"
    case .approvedAlready(let by, let request):
      "\(by) has agreed to the request at position \(request) already; another person has to agree"
    case .indexDiffers(let path, let kept, let expected, let found):
      "\(path), \(kept ? "kept of the rulebook to go back to" : "made for the switch"), is damaged: "
        + "its orders add up to digest \(found.short), not \(expected.short). It was removed, and "
        + "nothing else changed; run `orderledger verify`, then repeat the command, which makes it anew"
    }
  }
}
