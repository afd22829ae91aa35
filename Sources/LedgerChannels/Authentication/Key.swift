internal import Crypto
internal import Foundation
internal import LedgerCore
internal import LedgerRules

/// The bytes of a secret, and the comparison of signatures made with them.
struct Key {
  let bytes: [UInt8]

  /// Nil where the text has not the form.
  init?(_ secret: Secret, form: Authentication.SecretForm) {
    switch form {
    case .utf8: bytes = Array(secret.text.utf8)
    case .nfkd: bytes = Array(Key.compatibilityDecomposed(secret.text).utf8)
    case .hex:
      guard let decoded = Hex.decode(secret.text) else { return nil }
      bytes = decoded
    case .base64:
      let prefix = "whsec_"
      let text =
        secret.text.hasPrefix(prefix) ? secret.text.dropFirst(prefix.count) : secret.text[...]
      guard let decoded = Base64.decode(text.utf8, padding: .optional) else { return nil }
      bytes = decoded
    }
    guard !bytes.isEmpty else { return nil }
  }

  /// HMAC-SHA256 (RFC 2104, FIPS 180-4) over the texts, one after the other.
  func authenticationCode(over texts: [UInt8]...) -> [UInt8] {
    var hmac = HMAC<SHA256>(key: SymmetricKey(data: bytes))
    for text in texts { hmac.update(data: text) }
    return Array(hmac.finalize())
  }

  /// Compares in a time that depends on the lengths only, which are no secret.
  static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for index in left.indices { difference |= left[index] ^ right[index] }
    return difference == 0
  }

  /// Compares two texts in a time that does not depend on where they differ, nor on the length of
  /// either: their HMACs under a key of this process are compared.
  static func equalTexts(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    equal(
      Array(HMAC<SHA256>.authenticationCode(for: left, using: comparisonKey)),
      Array(HMAC<SHA256>.authenticationCode(for: right, using: comparisonKey)))
  }

  private static let comparisonKey = SymmetricKey(size: .bits256)

  /// Unicode NFKD (UAX 15). ASCII text is its own; only the rest needs Foundation's tables.
  private static func compatibilityDecomposed(_ text: String) -> String {
    text.utf8.allSatisfy { $0 < 0x80 } ? text : text.decomposedStringWithCompatibilityMapping
  }
}
