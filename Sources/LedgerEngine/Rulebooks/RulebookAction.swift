public import LedgerCore

/// A rulebook as the log names it.
public struct RulebookName: Sendable, Hashable {
  public var name: String
  public var revision: Hash256

  public init(name: String, revision: Hash256) {
    self.name = name
    self.revision = revision
  }
}

/// What the log keeps of an action that bears on which rulebook is in force.
public struct RulebookAction: Sendable {
  public enum Kind: Sendable {
    /// Another rulebook came into force, or the first one.
    case switched(Switch)
    case requested(PromotionRequest)
    /// A second person agrees to the request that stands at a position.
    case approved(request: LogPosition)
  }

  /// A switch of rulebooks.
  public struct Switch: Sendable, Hashable {
    public enum Manner: String, Sendable {
      /// The first rulebook, when the ledger was made.
      case created
      /// By an operator's word alone.
      case activated
      /// By a request that rests on a replay.
      case promoted
      case rolledBack = "rolled_back"
    }

    public var manner: Manner
    /// Nil for the first one.
    public var from: RulebookName?
    public var to: RulebookName
    /// The request that it carries out, and who agreed to it.
    public var request: LogPosition?
    public var approvals: [LogPosition]
    /// What the policy said of the whole log right before the switch; nil without a policy.
    public var verdict: PromotionVerdict?
    /// What all orders came to under it when the new index was verified.
    public var verified: Verified?
    /// Where the rulebook's files are, if not in this entry.
    public var rulebook: LogPosition?
  }

  /// A digest over all orders, and the first position that they do not cover.
  public struct Verified: Sendable, Hashable {
    public var through: LogPosition
    public var digest: Hash256
  }

  public var position: LogPosition
  /// When it was recorded: of the first rulebook, the time at which the ledger's time begins.
  public var recorded: Timestamp
  public var by: String
  public var reason: String
  public var kind: Kind
}

/// What a policy says of a report.
public struct PromotionVerdict: Sendable, Hashable {
  /// The first position that was not looked at.
  public var through: LogPosition
  /// Digest of the report. What came in the last moment before a switch was looked at beyond it.
  public var report: Hash256
  /// Sentences: which of the policy's limits are passed, and by how much. Empty where none is.
  public var exceeded: [String]

  public var isWithin: Bool { exceeded.isEmpty }

  public init(through: LogPosition, report: Hash256, exceeded: [String]) {
    self.through = through
    self.report = report
    self.exceeded = exceeded
  }
}

/// A recorded request to make a rulebook the one in force.
public struct PromotionRequest: Sendable, Hashable {
  /// The report that it rests on.
  public struct Report: Sendable, Hashable {
    public var digest: Hash256
    /// The first position that it does not cover.
    public var through: LogPosition
    /// Root of the hash tree (RFC 6962) over the entries before that position.
    public var head: Hash256
    public var asOf: Timestamp
    /// How it was asked for, which its digest depends on.
    public var isFullBaseline: Bool
    public var isAttributed: Bool

    public init(
      digest: Hash256, through: LogPosition, head: Hash256, asOf: Timestamp,
      isFullBaseline: Bool = false, isAttributed: Bool = false
    ) {
      self.digest = digest
      self.through = through
      self.head = head
      self.asOf = asOf
      self.isFullBaseline = isFullBaseline
      self.isAttributed = isAttributed
    }
  }

  public var report: Report
  public var from: RulebookName
  public var to: RulebookName
  /// Text of the policy file; nil without a policy.
  public var policy: String?
  /// What the policy said of the report, and then of the whole log; empty without a policy.
  public var verdicts: [PromotionVerdict]
  /// Persons who have to agree besides the one who asks.
  public var approvalsNeeded: Int
  /// Why it is to be done although a policy's limit is passed.
  public var override: String?
}
