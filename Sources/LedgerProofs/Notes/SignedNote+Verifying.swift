/// A signature that was found genuine.
public struct VerifiedSignature: Hashable, Sendable {
  public let key: VerifierKey
  /// When a witness signed, in seconds since 1970-01-01T00:00:00Z, as it says itself; nil where the
  /// key is no witness's.
  public let seconds: UInt64?
}

extension SignedNote {
  /// The genuine signatures of trusted keys, one for each key, in the order of their lines.
  ///
  /// - Throws: where a signature in the name of a trusted key is false, or there is none by any.
  ///   Signatures of other keys are passed over.
  public func verify(by keys: [VerifierKey]) throws(ProofFault) -> [VerifiedSignature] {
    var verified: [VerifiedSignature] = []
    for signature in signatures {
      guard let key = try SignedNote.key(of: signature, among: keys) else { continue }
      guard let genuine = key.verified(signature, over: text) else {
        throw .wrongSignature(name: signature.name)
      }
      // A second line of a key is checked like the first, and counts once.
      if !verified.contains(where: { $0.key == key }) { verified.append(genuine) }
    }
    guard !verified.isEmpty else { throw .notSigned(signers: signatures.map(\.name)) }
    return verified
  }

  private static func key(
    of signature: Signature, among keys: [VerifierKey]
  ) throws(ProofFault) -> VerifierKey? {
    let named = keys.filter { signature.isInName(of: $0) }
    guard let key = named.first else { return nil }
    guard named.allSatisfy({ $0 == key }) else { throw .ambiguousKeys(name: signature.name) }
    return key
  }
}

extension VerifierKey {
  fileprivate func verified(
    _ signature: SignedNote.Signature, over text: String
  ) -> VerifiedSignature? {
    switch kind {
    case .ed25519:
      guard isValid(signature.bytes, for: Array(text.utf8)) else { return nil }
      return VerifiedSignature(key: self, seconds: nil)
    case .cosignature:
      guard let cosignature = Cosignature(signature.bytes),
        isValid(cosignature.signature, for: cosignature.message(over: text))
      else { return nil }
      return VerifiedSignature(key: self, seconds: cosignature.seconds)
    }
  }
}
