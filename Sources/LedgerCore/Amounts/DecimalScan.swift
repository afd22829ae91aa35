/// The parts of a decimal number's text.
struct DecimalScan {
  let text: UnsafeBufferPointer<UInt8>
  let isNegative: Bool
  /// Index of the first digit that is not zero.
  let firstSignificant: Int
  /// Digits from there to the last that is not zero; 0 for the number zero.
  let significantCount: Int
  /// The power of ten just above the first significant digit: 2 for `12.1`, 0 for `0.12`.
  let magnitude: Int
  /// The exponent has more digits than are looked at.
  let isExponentTooLong: Bool

  var sign: Int { significantCount == 0 ? 0 : isNegative ? -1 : 1 }

  init?(_ text: UnsafeBufferPointer<UInt8>) {
    self.text = text
    var index = 0
    isNegative = text.first == UInt8(ascii: "-")
    if isNegative || text.first == UInt8(ascii: "+") { index = 1 }
    var wholeDigits = 0
    var digits = 0
    var point: Int?
    var first: Int?
    var firstOrdinal = 0
    var lastOrdinal = 0
    while index < text.count {
      let character = text[index]
      if character &- 48 < 10 {
        if character != 48 {
          if first == nil {
            first = index
            firstOrdinal = digits
          }
          lastOrdinal = digits + 1
        }
        digits += 1
        if point == nil { wholeDigits += 1 }
      } else if character == UInt8(ascii: "."), point == nil {
        point = index
      } else {
        break
      }
      index += 1
    }
    guard digits > 0, let power = DecimalScan.exponent(text, from: index) else { return nil }
    firstSignificant = first ?? index
    significantCount = first == nil ? 0 : lastOrdinal - firstOrdinal
    magnitude = wholeDigits - firstOrdinal + power.value
    isExponentTooLong = power.isTooLong
  }

  /// What stands from `index` to the end: nothing, or `e` and a whole number.
  private static func exponent(
    _ text: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> (value: Int, isTooLong: Bool)? {
    guard start < text.count else { return (0, false) }
    guard text[start] | 0x20 == UInt8(ascii: "e") else { return nil }
    var index = start + 1
    guard index < text.count else { return nil }
    let isNegative = text[index] == UInt8(ascii: "-")
    if isNegative || text[index] == UInt8(ascii: "+") { index += 1 }
    guard index < text.count else { return nil }
    let limit = 1_000_000_000_000_000_000
    var value = 0
    while index < text.count {
      let digit = text[index] &- 48
      guard digit < 10 else { return nil }
      value = value < limit / 10 ? value * 10 + Int(digit) : limit
      index += 1
    }
    return (isNegative ? -value : value, value == limit)
  }

  /// The digit at `place`, which moves on over a point; 0 after the last.
  func digit(_ place: inout Int) -> UInt8 {
    if place < text.count, text[place] == UInt8(ascii: ".") { place += 1 }
    guard place < text.count, text[place] &- 48 < 10 else { return 0 }
    defer { place += 1 }
    return text[place] - 48
  }

  func compareMagnitude(with other: DecimalScan) -> Int {
    if magnitude != other.magnitude { return magnitude < other.magnitude ? -1 : 1 }
    var place = firstSignificant
    var otherPlace = other.firstSignificant
    for _ in 0..<max(significantCount, other.significantCount) {
      let digit = Int(digit(&place))
      let otherDigit = Int(other.digit(&otherPlace))
      if digit != otherDigit { return digit - otherDigit }
    }
    return 0
  }
}
