public import LedgerCore
public import LedgerProofs

/// Why nothing is signed or proved.
public enum ProvingFault: Error, Sendable, Hashable {
  case keyMissing(path: String)
  case keyUnreadable(path: String, ProofFault)
  /// The key in the file is not the one that the log names last.
  case keyDiffers(path: String, file: VerifierKey, recorded: VerifierKey)
  case noKeyRecorded
  case badOrigin(String)
  case checkpointUnreadable(path: String, ProofFault)
  /// A stored checkpoint is not one that this ledger signed.
  case checkpointForeign(path: String, ProofFault)
  /// The log is shorter than what was signed.
  case rolledBack(signed: UInt64, size: UInt64)
  /// The log has another root than was signed.
  case altered(size: UInt64, signed: Hash256, found: Hash256)
  case unsignable(ProofFault)
  /// Lines of witnesses that are none, or false.
  case cosignature(ProofFault)
  case noCheckpoint
  /// Nothing that was signed covers what is asked for.
  case notCovered(LogPosition, signed: UInt64)
  /// No older log than that of the checkpoint.
  case notOlder(UInt64, signed: UInt64)
  case unknownCheckpoint(UInt64, known: [UInt64])
  /// The files of the directory are gone, or of another checkpoint.
  case directoryMissing(path: String)
  /// An order that is younger than the last directory.
  case notInDirectory(order: String, through: LogPosition)
  /// Something that was asked for has no name of its own.
  case nameless(order: String)
  /// An event that is shown for an order, and not proved to be its.
  case notInProof(order: String, LogPosition)
  /// A proof that was made just now does not hold.
  case orderProofRefused(OrderProofFault)

  /// Stable, for programs.
  public var code: String {
    switch self {
    case .keyMissing: "signing_key_missing"
    case .keyUnreadable: "signing_key_unreadable"
    case .keyDiffers: "signing_key_differs"
    case .noKeyRecorded: "no_signing_key"
    case .badOrigin: "bad_origin"
    case .checkpointUnreadable: "checkpoint_unreadable"
    case .checkpointForeign: "checkpoint_foreign"
    case .rolledBack: "log_rolled_back"
    case .altered: "log_altered"
    case .unsignable: "unsignable"
    case .cosignature: "cosignature_refused"
    case .noCheckpoint: "no_checkpoint"
    case .notCovered: "not_covered"
    case .notOlder: "not_older"
    case .unknownCheckpoint: "unknown_checkpoint"
    case .directoryMissing: "directory_missing"
    case .notInDirectory: "not_in_directory"
    case .nameless: "nameless"
    case .notInProof: "not_in_proof"
    case .orderProofRefused: "order_proof_refused"
    }
  }
}

extension ProvingFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .keyMissing(let path):
      "there is no signing key in \(path); put it back from where you keep it, or begin a new one with "
        + "`orderledger keys rotate --lost`"
    case .keyUnreadable(let path, let fault): "\(path): \(fault)"
    case .keyDiffers(let path, let file, let recorded):
      "\(path) holds key \(file.text), and the log names \(recorded.text); put the right one there, "
        + "or begin a new one with `orderledger keys rotate --lost`"
    case .noKeyRecorded:
      "the log names no signing key; begin one with `orderledger keys rotate --lost`"
    case .badOrigin(let name):
      "\(name) cannot name a ledger in checkpoints: give a name without spaces and +, such as "
        + "orders.example.com/eu"
    case .checkpointUnreadable(let path, let fault): "\(path): \(fault)"
    case .checkpointForeign(let path, let fault):
      "\(path) is not a checkpoint of this ledger: \(fault)"
    case .rolledBack(let signed, let size):
      "nothing is signed: a checkpoint of \(signed) entries was signed, and the log has \(size). It was "
        + "put back to an earlier state; restore the newest copy of log.mdb"
    case .altered(let size, let signed, let found):
      "nothing is signed: the first \(size) entries had the root \(signed.short) when they were signed, "
        + "and have \(found.short). The log was altered; run `orderledger verify` and restore a copy"
    case .unsignable(let fault), .cosignature(let fault): "\(fault)"
    case .noCheckpoint: "no checkpoint was signed yet; run `orderledger checkpoint`"
    case .notCovered(let position, let signed):
      "the last checkpoint covers \(signed) entries, and position \(position) came later; run "
        + "`orderledger checkpoint`"
    case .notOlder(let size, let signed):
      "a checkpoint of \(signed) entries is held against one of 1 to \(signed), not of \(size)"
    case .unknownCheckpoint(let size, let known):
      "no checkpoint of \(size) entries was signed; there are "
        + (known.isEmpty ? "none" : known.suffix(8).map(String.init).joined(separator: ", "))
    case .directoryMissing(let path):
      "\(path) is missing or of another checkpoint; run `orderledger checkpoint`"
    case .notInDirectory(let order, let through):
      "\(order) was first heard of after position \(through), up to which the last checkpoint lists "
        + "orders; run `orderledger checkpoint`"
    case .nameless(let order):
      "\(order) carries no reference, so nothing can be proved of a name; prove its events with "
        + "`orderledger proof event`"
    case .notInProof(let order, let position):
      "\(order) is shown with position \(position), which the last directory does not list for it; run "
        + "`orderledger verify`, then `orderledger checkpoint --anew`"
    case .orderProofRefused(let fault):
      "the proof that was made does not hold: \(fault) Run `orderledger verify`"
    }
  }
}
