/// Why a text is not an amount in minor units.
public enum DecimalFault: Error, Hashable, Sendable {
  case notDecimal
  /// More digits than 64 bits hold.
  case tooLarge
  /// Digits below the minor unit that are not zero: it would have to be rounded.
  case tooFine
}

extension DecimalFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notDecimal: "the text is not a decimal number"
    case .tooLarge: "the number does not fit 64 bits in minor units"
    case .tooFine: "the number has digits below the minor unit"
    }
  }
}

/// Decimal numbers as text, read exactly.
///
/// The grammar is that of JSON numbers, and also what systems write into strings: a leading `+`,
/// leading zeros, and nothing on one side of the point (`.5`, `5.`).
public enum DecimalText {
  /// The number in units of ten to the power of minus `exponent`: `12.10` with exponent 2 is 1210.
  public static func minorUnits(
    _ text: UnsafeBufferPointer<UInt8>, exponent: Int
  ) throws(DecimalFault) -> Int64 {
    try units(text, exponent: exponent, isTruncating: false)
  }

  public static func minorUnits(_ text: String, exponent: Int) throws(DecimalFault) -> Int64 {
    try withBytes(text) { (bytes) throws(DecimalFault) in
      try minorUnits(bytes, exponent: exponent)
    }
  }

  /// Like `minorUnits`, but digits below the unit are cut off, toward zero.
  static func truncatedUnits(
    _ text: UnsafeBufferPointer<UInt8>, exponent: Int
  ) throws(DecimalFault) -> Int64 {
    try units(text, exponent: exponent, isTruncating: true)
  }

  private static func units(
    _ text: UnsafeBufferPointer<UInt8>, exponent: Int, isTruncating: Bool
  ) throws(DecimalFault) -> Int64 {
    guard let number = DecimalScan(text) else { throw .notDecimal }
    guard number.significantCount > 0 else { return 0 }
    // Digits from the first that is not zero down to the unit; further ones would be rounded away.
    let (kept, isOverflow) = number.magnitude.addingReportingOverflow(exponent)
    if isOverflow { throw number.magnitude > 0 ? .tooLarge : .tooFine }
    if !isTruncating, number.significantCount > kept { throw .tooFine }
    if kept > 19 { throw .tooLarge }
    var value: Int64 = 0
    var place = number.firstSignificant
    for _ in 0..<max(0, kept) {
      let digit = Int64(number.digit(&place))
      let (scaled, scaleOverflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, sumOverflow) =
        number.isNegative
        ? scaled.subtractingReportingOverflow(digit) : scaled.addingReportingOverflow(digit)
      if scaleOverflow || sumOverflow { throw .tooLarge }
      value = sum
    }
    return value
  }

  /// Less than, equal to or greater than zero as `left` is less than, equal to or greater than
  /// `right`, exactly, for numbers of any length. Nil where one is no number, or where the texts
  /// differ and an exponent has more than 18 digits.
  public static func compare(
    _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
  ) -> Int? {
    guard let first = DecimalScan(left), let second = DecimalScan(right) else { return nil }
    let firstSign = first.sign
    let secondSign = second.sign
    if firstSign != secondSign { return firstSign - secondSign }
    if firstSign == 0 || compareBytes(left, right) == 0 { return 0 }
    guard !first.isExponentTooLong, !second.isExponentTooLong else { return nil }
    return firstSign * first.compareMagnitude(with: second)
  }

  public static func compare(_ left: String, _ right: String) -> Int? {
    withBytes(left) { first in withBytes(right) { second in compare(first, second) } }
  }

  static func withBytes<Outcome, Failure: Error>(
    _ text: String, _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Outcome
  ) throws(Failure) -> Outcome {
    var text = text
    let result: Result<Outcome, Failure> = text.withUTF8 { bytes in
      do throws(Failure) { return .success(try body(bytes)) } catch { return .failure(error) }
    }
    return try result.get()
  }
}
