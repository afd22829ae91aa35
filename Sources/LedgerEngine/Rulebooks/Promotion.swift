public import LedgerCore
public import LedgerRules

/// A rulebook that somebody wants to come into force, and what that rests on.
public struct PromotionProposal: Sendable {
  public var rulebook: Rulebook
  /// The report that was looked at.
  public var report: PromotionRequest.Report
  /// Revisions that it compares.
  public var before: Hash256
  public var after: Hash256
  /// Text of a policy file; nil without a policy.
  public var policy: String?
  /// Why it is to be done although a limit of the policy is passed.
  public var override: String?
  public var reason: String
  public var by: String

  public init(
    rulebook: Rulebook, report: PromotionRequest.Report, before: Hash256, after: Hash256,
    policy: String? = nil, override: String? = nil, reason: String = "", by: String
  ) {
    self.rulebook = rulebook
    self.report = report
    self.before = before
    self.after = after
    self.policy = policy
    self.override = override
    self.reason = reason
    self.by = by
  }
}

/// What became of a promotion.
public enum PromotionOutcome: Sendable, Hashable {
  /// The rulebook came into force, by the entry at a position.
  case switched(at: LogPosition, request: LogPosition)
  /// So many persons have yet to agree.
  case awaitsApproval(request: LogPosition, missing: Int)
}

/// How a recorded request stands.
public enum RequestStanding: Sendable, Hashable {
  case carriedOut(at: LogPosition)
  /// So many persons have yet to agree.
  case awaitsApproval(missing: Int)
  /// Nobody has to agree any more, and yet it was not done: it was interrupted, or refused in the
  /// end.
  case notCarriedOut
  /// Another rulebook is in force by now than the one that its report compares with.
  case overtaken
}

/// Persons, as far as a ledger can tell them apart: by the names that they give.
enum Person {
  /// `operator:anna` and `Anna` are one person.
  static func isSame(_ left: String, _ right: String) -> Bool { key(left) == key(right) }

  static func key(_ name: String) -> String {
    let prefix = "operator:"
    let bare = name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
    return bare.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
