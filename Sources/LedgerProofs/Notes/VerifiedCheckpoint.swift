/// A checkpoint that its log has signed with a trusted key.
public struct VerifiedCheckpoint: Hashable, Sendable {
  public let checkpoint: Checkpoint
  /// The log's own, and those of witnesses who are trusted too.
  public let signatures: [VerifiedSignature]

  /// - Parameter keys: those of logs and of witnesses that are trusted. At least one that is named
  ///   like the log must have signed: otherwise a trusted log could speak for another.
  public init(_ note: SignedNote, trusting keys: [VerifierKey]) throws(ProofFault) {
    signatures = try note.verify(by: keys)
    checkpoint = try Checkpoint(text: note.text)
    let origin = checkpoint.origin
    let isByLog = signatures.contains {
      $0.key.kind == .ed25519 && KeyName.areSame($0.key.name, origin)
    }
    guard isByLog else { throw .notSignedByLog(origin: origin) }
  }

  public var witnesses: [VerifiedSignature] { signatures.filter { $0.key.kind == .cosignature } }
}
