import LedgerCore

/// A text with signatures (C2SP signed-note). What it says counts only where `verify` does
/// not throw.
public struct SignedNote: Sendable {
  /// A line below the text.
  public struct Signature: Hashable, Sendable {
    public let name: String
    public let keyID: UInt32
    /// What follows the key ID.
    public let bytes: [UInt8]

    /// Whether it is in the name of a key. It may still be false.
    public func isInName(of key: VerifierKey) -> Bool {
      keyID == key.id && KeyName.areSame(name, key.name)
    }
  }

  /// Ends with a line break, which is signed too.
  public let text: String
  /// In the order of their lines.
  public private(set) var signatures: [Signature]

  public static let signaturesMax = 64
  /// Room for as many signatures as are accepted, also of the longer kinds to come.
  public static let bytesMax = 1 << 20

  /// A note that nobody has signed yet.
  public init(text: String) throws(ProofFault) {
    let lines = try LineReader(Array(text.utf8), .note, bytesMax: SignedNote.bytesMax)
    guard lines.rest.last == 0x0a else { throw .cutShort(.note, expected: .text) }
    self.init(text: text, signatures: [])
  }

  /// As it was read.
  init(text: String, signatures: [Signature]) {
    self.text = text
    self.signatures = signatures
  }

  /// Adds the signature of a key.
  public mutating func sign(with key: SigningKey) throws(ProofFault) {
    try add(
      Signature(
        name: key.verifier.name, keyID: key.verifier.id,
        bytes: key.signature(over: Array(text.utf8))))
  }

  /// Adds a signature in place of an earlier one by the same key.
  public mutating func add(_ signature: Signature) throws(ProofFault) {
    signatures.removeAll {
      $0.keyID == signature.keyID && KeyName.areSame($0.name, signature.name)
    }
    guard signatures.count < SignedNote.signaturesMax else {
      throw .tooManySignatures(countMax: SignedNote.signaturesMax)
    }
    signatures.append(signature)
  }
}

extension SignedNote: Equatable {
  public static func == (left: SignedNote, right: SignedNote) -> Bool {
    left.bytes == right.bytes
  }
}
