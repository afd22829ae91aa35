import Crypto
import Foundation
import LedgerCore

/// A public key with the name of who signs with it.
public struct VerifierKey: Hashable, Sendable {
  public enum Kind: UInt8, Sendable {
    /// Ed25519 over the text of a note (C2SP signed-note).
    case ed25519 = 1
    /// Ed25519 of a witness over time and text of a checkpoint (C2SP tlog-cosignature).
    case cosignature = 4
  }

  public let name: String
  public let kind: Kind
  /// 32 bytes (RFC 8032, section 5.1.5).
  public let publicKey: [UInt8]
  /// What stands before signatures of this key.
  public let id: UInt32

  public init(name: String, kind: Kind, publicKey: [UInt8]) throws(ProofFault) {
    guard KeyName.isUsable(name) else { throw .unusableName(name) }
    guard publicKey.count == 32 else { throw .malformedKey(.verifierKey) }
    self.name = name
    self.kind = kind
    self.publicKey = publicKey
    id = KeyID.of(name: name, type: kind.rawValue, publicKey: publicKey)
  }

  /// From a vkey: `name+id+base64(type ‖ public key)`.
  public init(_ text: String) throws(ProofFault) {
    let fields = text.utf8.split(
      separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
    guard fields.count == 3, let id = KeyID.parse(String(Substring(fields[1]))),
      let key = Base64.decode(Array(fields[2])), let type = key.first
    else { throw .malformedKey(.verifierKey) }
    let name = String(Substring(fields[0]))
    guard let kind = Kind(rawValue: type) else { throw .unknownKeyType(name: name, type: type) }
    try self.init(name: name, kind: kind, publicKey: Array(key.dropFirst()))
    guard id == self.id else { throw .keyIDMismatch(.verifierKey, name: name) }
  }

  /// The vkey.
  public var text: String {
    "\(name)+\(KeyID.text(id))+\(Base64.encode([kind.rawValue] + publicKey))"
  }

  /// Whether 64 bytes are a signature of this key over a message (RFC 8032, section 5.1.7).
  func isValid(_ signature: [UInt8], for message: [UInt8]) -> Bool {
    guard signature.count == 64,
      let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)
    else { return false }
    return key.isValidSignature(signature, for: message)
  }
}

extension VerifierKey: CustomStringConvertible {
  public var description: String { text }
}
