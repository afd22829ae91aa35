import LedgerChannels
import LedgerCore
import LedgerLog
import LedgerRules

/// Decides whether a delivery comes from whom its channel says.
struct Admission: Sendable {
  /// Nil where the rulebook does not have the channel's kind.
  let authenticator: Authenticator?
  let secrets: [Secret]
  let now: @Sendable () -> Timestamp

  /// - Returns: what its evidence is, and the fingerprint of the key that verified it.
  func verify(_ incoming: Incoming) throws(Refusal) -> (evidence: Evidence, key: UInt64?) {
    guard !secrets.isEmpty else { return (incoming.evidence, nil) }
    // Who configures a secret wants it used: where nothing can be verified, nothing comes in.
    guard let authenticator else { throw .notAuthentic(.noScheme) }
    // A recorded delivery was fresh or not when it was received.
    let result = authenticator.verify(
      headers: incoming.headers, body: incoming.body, secrets: secrets,
      at: incoming.received ?? now())
    switch result {
    case .verified(let fingerprint):
      let key = UInt64(fingerprint, radix: 16)
      // The file and line stay known; the key's fingerprint says that the signature was verified.
      if case .operatorFile = incoming.evidence { return (incoming.evidence, key) }
      return (.signed, key)
    case .notConfigured: throw .notAuthentic(.noScheme)
    case .failed(let failure):
      guard incoming.mayBeUnsigned, failure.isAbsence else { throw .notAuthentic(failure) }
      return (incoming.evidence, nil)
    }
  }
}
