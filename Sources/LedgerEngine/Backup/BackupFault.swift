public import LedgerCore
public import LedgerProofs

/// Why a backup is not made, or not taken for one.
public enum BackupFault: Error, Sendable, Hashable {
  /// Another process writes there.
  case busy(path: String)
  case exists(path: String)
  case noSpace(path: String)
  case nothingThere(path: String)
  case foreign(path: String)
  /// The end that every complete file has is not there.
  case cutShort(path: String)
  /// The bytes are not those that the file was completed with.
  case altered(path: String)
  /// The bytes are as they were written, and say what cannot be.
  case contradiction(path: String, String)
  case missing(number: Int, path: String)
  /// A file that was made behind another one than the one in front of it.
  case broken(path: String, before: String)
  case otherLedger(path: String, found: String, expected: String)
  /// The log has become shorter than what was backed up.
  case logShorter(backed: LogPosition, log: LogPosition)
  /// The log does not begin with what was backed up.
  case logDiffers(backed: LogPosition)
  /// While it was copied, the entries did not give the root that the log's tree gives.
  case logInconsistent(through: LogPosition)
  case inLedger(path: String)

  // Restoring

  case notEmpty(path: String)
  case beyondEnd(LogPosition, end: LogPosition)
  case beforeFirst
  /// The keys of an encrypted ledger are bound to its id.
  case encryptedFork
  /// What is restored is shorter than what was signed.
  case rolledBack(checkpoint: String, signed: UInt64, size: UInt64)
  /// What is restored has another root than was signed.
  case rootDiffers(checkpoint: String, size: UInt64, signed: Hash256, found: Hash256)
  case checkpointRefused(path: String, ProofFault)

  /// Stable, for programs.
  public var code: String {
    switch self {
    case .busy: "backup_busy"
    case .exists: "backup_exists"
    case .noSpace: "no_space"
    case .nothingThere: "no_backup"
    case .foreign: "not_a_backup"
    case .cutShort: "backup_cut_short"
    case .altered: "backup_altered"
    case .contradiction: "backup_contradicts_itself"
    case .missing: "backup_file_missing"
    case .broken: "backup_broken"
    case .otherLedger: "backup_of_other_ledger"
    case .logShorter: "log_rolled_back"
    case .logDiffers, .logInconsistent: "log_altered"
    case .inLedger: "target_in_ledger"
    case .notEmpty: "target_not_empty"
    case .beyondEnd: "beyond_end"
    case .beforeFirst: "before_first"
    case .encryptedFork: "encrypted_fork"
    case .rolledBack: "backup_rolled_back"
    case .rootDiffers: "backup_not_as_signed"
    case .checkpointRefused: "checkpoint_refused"
    }
  }
}
