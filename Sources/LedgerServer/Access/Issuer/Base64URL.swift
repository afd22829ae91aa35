import LedgerEngine

/// Base64 with the alphabet for addresses, without padding (RFC 7515, section 2): one text for one value.
enum Base64URL {
  /// Nil where the text holds anything else.
  static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
    var digits: [UInt8] = []
    digits.reserveCapacity(text.count)
    for byte in text {
      switch byte {
      case UInt8(ascii: "-"): digits.append(UInt8(ascii: "+"))
      case UInt8(ascii: "_"): digits.append(UInt8(ascii: "/"))
      case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): return nil
      default: digits.append(byte)
      }
    }
    return Base64.decode(digits, padding: .optional)
  }
}
