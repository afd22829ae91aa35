/// Sizes and positions as text: ASCII digits without leading zeros.
enum Decimal {
  /// No log is longer; others' programs count with signed numbers.
  static let max = UInt64(Int64.max)

  /// The number; nil for anything but its one text.
  static func parse(_ text: some Collection<UInt8>) -> UInt64? {
    guard let first = text.first, text.count <= 19 else { return nil }
    guard first != UInt8(ascii: "0") || text.count == 1 else { return nil }
    var value: UInt64 = 0
    for digit in text {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      // 19 digits do not overflow 64 bits.
      value = value * 10 + UInt64(digit - UInt8(ascii: "0"))
    }
    return value <= max ? value : nil
  }
}
