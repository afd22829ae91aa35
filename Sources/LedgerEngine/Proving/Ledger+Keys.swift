import LedgerCore
import LedgerLog
import LedgerProofs
import LedgerStorage

extension Ledger {
  /// Begins to sign with a new key, by a recorded action, and signs a checkpoint with the old one and
  /// the new.
  ///
  /// - Parameter isFormerLost: whether the old key cannot sign any more; then the new one signs alone,
  ///   and who trusts the old one has no proof that the new one is this ledger's.
  public func rotateKey(
    reason: String, isFormerLost: Bool = false, actor: String = "operator",
    progress: (Int) -> Void = { _ in }
  ) throws(LedgerError) -> SignedCheckpoint {
    guard writing != nil else { throw .openedForReading }
    let file = SigningKeyFile(in: directory)
    let former = try signingKeys().last?.key
    if !isFormerLost {
      // A rotation that was interrupted is brought to its end before another begins.
      if let next = try file.readNext(), next.verifier == former {
        _ = try checkpoint(actor: actor, progress: progress)
      }
      let key = try file.read()
      guard key.verifier == former else {
        guard let former else { throw .proving(.noKeyRecorded) }
        throw .proving(.keyDiffers(path: file.path, file: key.verifier, recorded: former))
      }
    }
    let next = try SigningKeyFile.draw(
      named: former?.name ?? "orderledger/\(log.key.id)", surroundings)
    try file.writeNext(next)
    // Crash here: a key that the log does not name, which the next rotation draws anew.
    let body = JSONValue.object([
      ("signing_key", .string(next.verifier.text)),
      ("former", .optional(former?.text)), ("former_lost", .bool(isFormerLost)),
      ("reason", .string(reason)),
    ]).utf8
    _ = try record(.signingKeyChanged, body: body, actor: actor) { _, _, _ in }
    return try checkpoint(actor: actor, progress: progress)
  }
}
