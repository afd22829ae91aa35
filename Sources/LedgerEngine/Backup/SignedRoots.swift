import LedgerCore
import LedgerProofs

/// Checkpoints that a copy of a log must agree with.
struct SignedRoots {
  struct Known {
    /// Where it is from, for people.
    var source: String
    var note: SignedNote
    var checkpoint: Checkpoint
    /// Whether a key that the caller trusts has signed it.
    var isTrusted: Bool
  }

  private(set) var known: [Known] = []

  /// - Parameter keys: where there are any, one of them must have signed.
  mutating func add(
    _ bytes: [UInt8], from source: String, trusting keys: [VerifierKey]
  ) throws(LedgerError) {
    do throws(ProofFault) {
      let note = try SignedNote(bytes)
      let checkpoint =
        keys.isEmpty
        ? try Checkpoint(text: note.text)
        : try VerifiedCheckpoint(note, trusting: keys).checkpoint
      known.append(
        Known(source: source, note: note, checkpoint: checkpoint, isTrusted: !keys.isEmpty))
    } catch {
      throw .backup(.checkpointRefused(path: source, error))
    }
  }

  var sizes: [UInt64] { known.map(\.checkpoint.size) }

  /// Holds all against the roots of a log.
  ///
  /// - Parameters:
  ///   - end: number of its entries.
  ///   - isLossAccepted: whether it may be shorter than what was signed.
  /// - Returns: the largest that it agrees with.
  func check(
    _ roots: [UInt64: Hash256], end: UInt64, isLossAccepted: Bool
  ) throws(LedgerError) -> Checkpoint? {
    var last: Checkpoint?
    for known in known {
      let checkpoint = known.checkpoint
      guard let root = roots[checkpoint.size] else {
        if isLossAccepted { continue }
        throw .backup(
          .rolledBack(checkpoint: known.source, signed: checkpoint.size, size: end))
      }
      guard root == checkpoint.root else {
        throw .backup(
          .rootDiffers(
            checkpoint: known.source, size: checkpoint.size, signed: checkpoint.root, found: root))
      }
      if checkpoint.size >= last?.size ?? 0 { last = checkpoint }
    }
    return last
  }
}
