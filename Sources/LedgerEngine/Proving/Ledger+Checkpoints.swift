import Glibc
public import LedgerCore
import LedgerIndex
import LedgerLog
public import LedgerProofs
import LedgerStorage

/// A checkpoint as it was signed.
public struct SignedCheckpoint: Sendable {
  public var note: SignedNote
  public var checkpoint: Checkpoint
  /// Whether it was signed just now; nothing had come since the last one where not.
  public var isNew: Bool
  /// The directory of orders that it covers, and how many entries of the log that covers.
  public var directory: LogPosition?
}

extension Ledger {
  /// Signs the log as it is, with a directory of its orders: first the directory's entry, then the
  /// checkpoint behind it. Where nothing has come since the last checkpoint, and its directory is there,
  /// gives that one.
  ///
  /// - Parameters:
  ///   - isAnew: whether to make one though nothing has come.
  ///   - progress: threads and references that are listed.
  public func checkpoint(
    anew isAnew: Bool = false, actor: String = "operator", progress: (Int) -> Void = { _ in }
  ) throws(LedgerError) -> SignedCheckpoint {
    guard writing != nil else { throw .openedForReading }
    let signers = try signers()
    let last = try consistentCheckpoint()
    if let last, !isAnew, signers.next == nil, last.checkpoint.size == (try logEnd()).rawValue,
      hasDirectory(of: last.checkpoint.size)
    {
      return last
    }
    let directory = try makeDirectory(actor: actor, progress)
    // What is on disk: others may be filing what is not in the log yet.
    let size = try logEnd()
    let note = try signed(size, with: signers.all)
    try CheckpointFiles(in: self.directory).write(note.note, of: size.rawValue)
    // Crash here: the next checkpoint is signed with both keys once more, and then the new one stays.
    if signers.next != nil { try SigningKeyFile(in: self.directory).takeNext() }
    DirectoryFile.sweep(in: self.directory, keeping: directory)
    return SignedCheckpoint(
      note: note.note, checkpoint: note.checkpoint, isNew: true, directory: directory)
  }

  /// The last checkpoint that was signed.
  public func lastCheckpoint() throws(LedgerError) -> SignedCheckpoint {
    guard let last = try consistentCheckpoint() else { throw .proving(.noCheckpoint) }
    return last
  }

  /// Sizes of the logs that were signed, ascending.
  public func checkpointSizes() -> [UInt64] { CheckpointFiles(in: directory).sizes() }

  /// A checkpoint that was signed.
  public func checkpoint(of size: UInt64) throws(LedgerError) -> SignedCheckpoint {
    let files = CheckpointFiles(in: directory)
    let sizes = files.sizes()
    guard sizes.contains(size) else {
      throw .proving(.unknownCheckpoint(size, known: sizes))
    }
    return try files.checkpoint(of: size, trusting: try signingKeys().map(\.key))
  }

  /// Keeps signature lines of witnesses with a checkpoint (C2SP tlog-cosignature).
  ///
  /// - Parameters:
  ///   - lines: signature lines, or a whole checkpoint that has them.
  ///   - size: of the checkpoint; the last one where nil.
  ///   - witnesses: keys of witnesses; where given, their lines must be genuine.
  public func cosign(
    _ lines: [UInt8], size: UInt64? = nil, witnesses: [VerifierKey] = []
  ) throws(LedgerError) -> SignedCheckpoint {
    guard writing != nil else { throw .openedForReading }
    guard let size = size ?? checkpointSizes().last else { throw .proving(.noCheckpoint) }
    var signed = try checkpoint(of: size)
    let keys = try signingKeys().map(\.key)
    do throws(ProofFault) {
      try signed.note.add(lines: lines)
      _ = try VerifiedCheckpoint(signed.note, trusting: keys + witnesses)
    } catch {
      throw .proving(.cosignature(error))
    }
    try CheckpointFiles(in: directory).write(signed.note, of: size)
    return signed
  }

  // MARK: Signing

  /// The key that signs, and one that is about to take its place.
  private func signers() throws(LedgerError) -> (all: [SigningKey], next: SigningKey?) {
    let file = SigningKeyFile(in: directory)
    let keys = try signingKeys()
    guard let recorded = keys.last else { throw .proving(.noKeyRecorded) }
    if let next = try file.readNext(), next.verifier == recorded.key {
      if recorded.isFormerLost { return ([next], next) }
      return ([try file.read(), next], next)
    }
    let key = try file.read()
    guard key.verifier == recorded.key else {
      throw .proving(.keyDiffers(path: file.path, file: key.verifier, recorded: recorded.key))
    }
    return ([key], nil)
  }

  private func signed(
    _ size: LogPosition, with keys: [SigningKey]
  ) throws(LedgerError) -> (note: SignedNote, checkpoint: Checkpoint) {
    let root = try root(of: size)
    do throws(ProofFault) {
      let checkpoint = try Checkpoint(
        origin: keys[0].verifier.name, size: size.rawValue, root: root)
      return (try checkpoint.signed(with: keys), checkpoint)
    } catch {
      throw .proving(.unsignable(error))
    }
  }

  /// Whether the newest directory is there, and that of the last checkpoint: its entry came between the
  /// checkpoint before and this one.
  private func hasDirectory(of size: UInt64) -> Bool {
    guard let file = try? DirectoryFile.openNewest(in: directory),
      let payload = try? log.body(at: file.position, verifying: true),
      payload.body == file.head.bytes
    else { return false }
    let before = checkpointSizes().last { $0 < size } ?? 0
    return (before..<size).contains(file.position.rawValue)
  }

  /// The last checkpoint, once the log has been found to be as it says; nil where there is none.
  private func consistentCheckpoint() throws(LedgerError) -> SignedCheckpoint? {
    guard let size = checkpointSizes().last else { return nil }
    let signed = try checkpoint(of: size)
    let end = try logEnd()
    guard size <= end.rawValue else {
      throw .proving(.rolledBack(signed: size, size: end.rawValue))
    }
    let root = try root(of: LogPosition(size))
    guard root == signed.checkpoint.root else {
      throw .proving(.altered(size: size, signed: signed.checkpoint.root, found: root))
    }
    return signed
  }
}
