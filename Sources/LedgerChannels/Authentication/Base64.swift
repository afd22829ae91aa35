/// Base64 with the standard alphabet (RFC 4648, section 4); padding may be left out.
enum Base64 {
  /// The bytes; nil where the text holds another character or has an impossible length.
  static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
    let digits = trimmed(text)
    guard digits.count % 4 != 1 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count * 3 / 4)
    var word: UInt32 = 0
    var bits = 0
    for digit in digits {
      guard let value = value(digit) else { return nil }
      word = word << 6 | UInt32(value)
      bits += 6
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(bits)))
      }
    }
    // Bits that no byte uses must be zero: one text for one value.
    return word & (1 << UInt32(bits) - 1) == 0 ? bytes : nil
  }

  static func decode(_ text: String) -> [UInt8]? { decode(text.utf8) }

  private static func trimmed(_ text: some Collection<UInt8>) -> [UInt8] {
    var digits = Array(text)
    guard digits.count % 4 == 0 else { return digits }
    for _ in 0..<2 where digits.last == UInt8(ascii: "=") { digits.removeLast() }
    return digits
  }

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
