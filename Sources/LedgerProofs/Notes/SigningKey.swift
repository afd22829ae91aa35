import Crypto
import Foundation
import LedgerCore

/// A private Ed25519 key with the name of who signs with it. Its text is a secret, so nothing but
/// `secretText` gives it.
public struct SigningKey: Sendable {
  public let verifier: VerifierKey
  private let key: Curve25519.Signing.PrivateKey

  /// - Parameter seed: 32 random bytes (RFC 8032, section 5.1.5).
  public init(seed: [UInt8], name: String) throws(ProofFault) {
    guard seed.count == 32, let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed)
    else { throw .malformedKey(.signingKey) }
    self.key = key
    verifier = try VerifierKey(
      name: name, kind: .ed25519, publicKey: Array(key.publicKey.rawRepresentation))
  }

  /// From the form of Go's `sumdb/note`: `PRIVATE+KEY+name+id+base64(0x01 ‖ seed)`.
  public init(_ secretText: String) throws(ProofFault) {
    let fields = secretText.utf8.split(
      separator: UInt8(ascii: "+"), maxSplits: 4, omittingEmptySubsequences: false
    ).map { String(Substring($0)) }
    guard fields.count == 5, fields[0] == "PRIVATE", fields[1] == "KEY",
      let id = KeyID.parse(fields[3]), let key = Base64.decode(fields[4]),
      let type = key.first
    else { throw .malformedKey(.signingKey) }
    guard type == VerifierKey.Kind.ed25519.rawValue else {
      throw .unknownKeyType(name: fields[2], type: type)
    }
    try self.init(seed: Array(key.dropFirst()), name: fields[2])
    guard id == verifier.id else { throw .keyIDMismatch(.signingKey, name: fields[2]) }
  }

  /// Whoever has this can sign in the ledger's name.
  public var secretText: String {
    let seed = Base64.encode([VerifierKey.Kind.ed25519.rawValue] + key.rawRepresentation)
    return "PRIVATE+KEY+\(verifier.name)+\(KeyID.text(verifier.id))+\(seed)"
  }

  /// 64 bytes. The same text gives the same signature.
  func signature(over message: [UInt8]) -> [UInt8] {
    guard let signature = try? key.signature(for: message) else {
      preconditionFailure("Ed25519 signs any message")
    }
    return Array(signature)
  }
}

extension SigningKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The public key.
  public var description: String { verifier.text }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: ["verifier": verifier]) }
}
