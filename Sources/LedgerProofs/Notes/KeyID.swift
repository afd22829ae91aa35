import LedgerCore

/// The ID of a key in signatures: four bytes that tell keys apart, and prove nothing.
enum KeyID {
  /// `SHA-256(name ‖ 0x0A ‖ type ‖ public key)`, its first four bytes (C2SP signed-note,
  /// "Signatures").
  static func of(name: String, type: UInt8, publicKey: [UInt8]) -> UInt32 {
    let hash = Hash256.sha256(of: Array(name.utf8) + [0x0a, type] + publicKey)
    return UInt32(truncatingIfNeeded: hash.words.0 >> 32)
  }

  /// Eight lower-case hexadecimal digits.
  static func text(_ id: UInt32) -> String { Hex.encode(bytes(id)) }

  /// The ID of its one text.
  static func parse(_ text: String) -> UInt32? {
    guard text.utf8.count == 8, let bytes = Hex.decode(text), Hex.encode(bytes) == text else {
      return nil
    }
    return bytes.reduce(0) { $0 << 8 | UInt32($1) }
  }

  static func bytes(_ id: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: id >> (24 - 8 * UInt32($0))) }
  }
}
