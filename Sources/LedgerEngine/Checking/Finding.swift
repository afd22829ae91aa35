public import LedgerCore

/// Something that is not as it was recorded, or not what follows from that.
public struct Finding: Sendable {
  public enum Kind: String, Sendable, CaseIterable {
    /// A page of a file is damaged; nothing else of the ledger is read then.
    case page
    /// An entry cannot be decoded, or a position is missing.
    case entry
    /// A body does not match the fingerprint in its entry.
    case body
    /// A file of archived bodies is not there, or not what was written.
    case archive
    /// An entry's link to the one before it in its thread is wrong.
    case chain
    /// A kept hash of the tree is not that of its entries.
    case tree
    /// A checkpoint that was signed is not of this log.
    case checkpoint
    /// The directory of orders is not what its entry says, or what the entries give.
    case directory
    /// A stored order is not what its history folds to.
    case state
    /// The index does not hold what the log says.
    case index
    /// What was erased can be read.
    case erasure

    /// What it means for who relies on the ledger, and what to do.
    public var meaning: String {
      switch self {
      case .page:
        "A file is damaged below what the ledger itself writes: a disk, a copy or another program. It is "
          + "not read any further. Restore log.mdb from a copy; index files are made again by "
          + "`orderledger rebuild`."
      case .entry, .chain:
        "The log itself is damaged. Entries that are not named here are as they were recorded; restore "
          + "log.mdb from a copy."
      case .body:
        "What these deliveries said is lost or altered here; everything else can be trusted. Restore "
          + "log.mdb from a copy."
      case .archive:
        "The bodies in it cannot be read; everything else can be trusted. Bring the file back from a "
          + "copy, or restore the ledger from a backup, which has these bodies too."
      case .tree:
        "Entries or hashes were altered after they were recorded. Compare with a checkpoint that you "
          + "gave away, and restore log.mdb from a copy."
      case .checkpoint:
        "The log is not the one that was signed, or the file of the checkpoint was altered. Compare with "
          + "the checkpoint that you gave away: if that differs from the log too, the log was altered."
      case .directory:
        "The log is not touched by it; order proofs cannot be made. Run `orderledger checkpoint --anew`."
      case .erasure:
        "What was erased can still be read here. The next command that writes destroys the keys again; "
          + "find out who put an older file of keys back."
      case .state, .index:
        "The log is not touched by it: run `orderledger rebuild`. Until then lists and orders may be "
          + "shown wrongly."
      }
    }
  }

  public var kind: Kind
  public var position: LogPosition?
  public var order: String?
  /// What was found.
  public var detail: String
}

public struct Verification: Sendable {
  /// Entries of a checkpoint that was trusted, which were not looked at; nil where all were.
  public var trusted: UInt64?
  public var entries: UInt64 = 0
  public var bodies: UInt64 = 0
  /// Bodies that could not be looked at, for want of the master key.
  public var locked: UInt64 = 0
  /// Bodies whose erasure is recorded.
  public var erased: UInt64 = 0
  public var links: UInt64 = 0
  /// Files of archived bodies.
  public var archives = 0
  /// Checkpoints that the log was held against.
  public var checkpoints = 0
  /// Of the tree over all entries.
  public var root = Hash256.zero
  public var orders = 0
  /// Orders and groups whose history was folded anew.
  public var folded = 0
  /// Groups that no reference ties to an order, and groups that several orders share.
  public var unlinked = 0
  public var shared = 0
  public var digest = Hash256.zero
  public var indexCompared = IndexCompared.none
  /// Whether what is encrypted was not looked at.
  public var lacksMasterKey = false
  public var findings: [Finding] = []

  /// What of the index was held against the log.
  public enum IndexCompared: String, Sendable {
    /// Each row, with an index made anew.
    case all
    /// What it has of the entries behind a trusted checkpoint.
    case recent
    case none
  }

  public init() {}

  mutating func note(
    _ kind: Finding.Kind, at position: LogPosition? = nil, order: String? = nil, _ detail: String
  ) {
    findings.append(Finding(kind: kind, position: position, order: order, detail: detail))
  }
}
