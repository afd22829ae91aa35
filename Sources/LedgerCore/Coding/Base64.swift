/// Base64 with the standard alphabet (RFC 4648, section 4): one text for one value.
public enum Base64 {
  public enum Padding: Sendable {
    case required
    /// May be left out as a whole.
    case optional
  }

  public static func encode(_ bytes: some Collection<UInt8>) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    var word: UInt32 = 0
    var bits: UInt32 = 0
    for byte in bytes {
      word = word << 8 | UInt32(byte)
      bits += 8
      while bits >= 6 {
        bits -= 6
        text.append(digits[Int(word >> bits & 63)])
      }
    }
    if bits > 0 { text.append(digits[Int(word << (6 - bits) & 63)]) }
    while text.count % 4 != 0 { text.append(UInt8(ascii: "=")) }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes; nil where the text holds anything else, lacks padding, or sets bits that no
  /// byte uses.
  public static func decode(
    _ text: some Collection<UInt8>, padding: Padding = .required
  ) -> [UInt8]? {
    var digits = Array(text)
    if digits.count % 4 == 0 {
      for _ in 0..<2 where digits.last == UInt8(ascii: "=") { digits.removeLast() }
    } else if padding == .required {
      return nil
    }
    return digits.count % 4 == 1 ? nil : decode(digits: digits)
  }

  public static func decode(_ text: String, padding: Padding = .required) -> [UInt8]? {
    decode(text.utf8, padding: padding)
  }

  private static func decode(digits: [UInt8]) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 4 * 3 + 2)
    var word: UInt32 = 0
    var bits: UInt32 = 0
    for digit in digits {
      guard let value = value(digit) else { return nil }
      word = word << 6 | UInt32(value)
      bits += 6
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: word >> bits))
      }
    }
    return word & (1 << bits - 1) == 0 ? bytes : nil
  }

  private static let digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): digit - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0") + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
