public import LedgerCore
public import LedgerLog
public import LedgerProofs
public import LedgerRules

/// All that an auditor needs to check what a ledger says of one order, as of one checkpoint.
public struct AuditEvidence: Sendable {
  /// An entry of the log with all that it binds.
  public struct Recorded: Sendable {
    /// Why it is here.
    public enum Part: String, Sendable {
      /// A delivery that is filed for the order.
      case event
      /// A delivery that repeats one of them, and has no bytes of its own.
      case again
      /// What an operator did that bears on the order.
      case action
      /// What brought a rulebook, or holds its files.
      case rulebook
      /// What names a key that checkpoints are signed with.
      case key
    }

    public var part: Part
    public var entry: Entry
    /// Its canonical bytes.
    public var bytes: [UInt8]
    /// Nil where it has none, or its body is not kept.
    public var content: Content?
    public var proof: EventProof

    public var position: LogPosition { entry.position }
  }

  /// What an entry's fingerprint was made of.
  public struct Content: Sendable {
    public var salt: [UInt8]
    /// Of the canonical form: its number and the headers, all that stands before the body.
    public var head: [UInt8]
    public var headers: [Header]
    public var body: [UInt8]
  }

  /// A rulebook that was in force while the order's events came, or is now.
  public struct AppliedRulebook: Sendable {
    /// Of the entry that put it into force.
    public var position: LogPosition
    /// Of the entry that has its files.
    public var files: LogPosition
    public var activated: Timestamp
    public var isActive: Bool
    public var rulebook: Rulebook
  }

  public var trace: Trace
  /// What the trace is as of: the last entry that the checkpoint covers.
  public var asOf: AsOf
  public var signed: SignedCheckpoint
  public var keys: [RecordedKey]
  /// With headers and bodies.
  public var proof: OrderProof
  public var shown: OrderProofCheck.Shown
  /// Ascending by position.
  public var recorded: [Recorded]
  /// In the order in which they came into force.
  public var rulebooks: [AppliedRulebook]
}
