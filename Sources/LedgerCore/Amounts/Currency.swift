/// An ISO 4217 currency code, or a unit that is not money.
public struct Currency: Hashable, Sendable, CustomStringConvertible {
  /// 0 for a plain count, 1 for an instant in microseconds, else three letters in base 26, plus 2.
  public let rawValue: UInt16

  @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }

  public static let count = Currency(rawValue: 0)
  public static let instant = Currency(rawValue: 1)

  public var isMoney: Bool { rawValue > 1 }

  /// Three letters in either case (`usd`, `EUR`); nil for anything else. Whether ISO 4217 knows
  /// them is `isListed`.
  public init?(code: some StringProtocol) {
    guard let currency = DecimalText.withBytes(String(code), { Currency(utf8: $0) }) else {
      return nil
    }
    self = currency
  }

  public init?(utf8 code: UnsafeBufferPointer<UInt8>) {
    guard code.count == 3 else { return nil }
    var value: UInt16 = 0
    for character in code {
      let letter = character & 0xdf
      guard letter >= 65, letter <= 90 else { return nil }
      value = value * 26 + UInt16(letter - 65)
    }
    rawValue = value + 2
  }

  /// `EUR`; empty for a count.
  public var description: String {
    guard isMoney else { return self == .instant ? "time" : "" }
    let value = rawValue - 2
    let letters = [value / 676, value / 26 % 26, value % 26].map { UInt8($0) + 65 }
    return String(decoding: letters, as: UTF8.self)
  }

  /// Number of decimals of the minor unit, by ISO 4217 (list one, 2024).
  public var exponent: Int { isMoney ? Int(Currency.exponents[Int(rawValue)]) : 0 }

  /// By raw value, since every amount that is read looks here.
  private static let exponents: [UInt8] = {
    var exponents = [UInt8](repeating: 2, count: Int(UInt16.max) + 1)
    let none = [
      "BIF", "BYR", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI",
      "VND",
      "VUV", "XAF", "XOF", "XPF",
    ]
    let three = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]
    let four = ["CLF", "UYW"]
    for (codes, exponent) in [(none, 0), (three, 3), (four, 4)] {
      for code in codes {
        if let currency = Currency(code: code) {
          exponents[Int(currency.rawValue)] = UInt8(exponent)
        }
      }
    }
    return exponents
  }()
}
