import LedgerCore
import Testing

@Suite struct DecimalTextTests {
  @Test(
    "a decimal is read into minor units exactly",
    arguments: [
      ("12.10", 2, 1210), ("-3", 2, -300), ("1e2", 2, 10000), ("12.100", 2, 1210), ("0", 2, 0),
      ("-0", 2, 0), ("-0.00", 2, 0), ("0.0000", 2, 0), ("1E+2", 0, 100), ("1200e-2", 0, 12),
      ("1.5e1", 0, 15), ("5", 0, 5), ("0.005", 3, 5), (".5", 2, 50), ("5.", 2, 500), ("+7", 0, 7),
      ("007.10", 2, 710), ("92233720368547758.07", 2, Int64.max),
      ("-92233720368547758.08", 2, Int64.min), ("9223372036854775807", 0, Int64.max),
      ("0e99999999999999999999999", 2, 0), ("0.00e-5", 0, 0), ("000000000000000000000000001", 0, 1),
      ("1.00000000000000000000000000000000", 2, 100), ("100e-2", 0, 1), ("-.25", 2, -25),
    ] as [(String, Int, Int64)])
  func minorUnits(_ text: String, _ exponent: Int, _ value: Int64) throws {
    #expect(try DecimalText.minorUnits(text, exponent: exponent) == value)
  }

  @Test(
    "a decimal that does not fit, or would be rounded, is refused",
    arguments: [
      ("12.105", 2, .tooFine), ("0.001", 2, .tooFine), ("1e-3", 2, .tooFine), ("0.5", 0, .tooFine),
      ("1e-99999999999999999999", 2, .tooFine), ("9223372036854775808", 0, .tooLarge),
      ("-9223372036854775809", 0, .tooLarge), ("92233720368547758.08", 2, .tooLarge),
      ("1e19", 0, .tooLarge), ("1e99999999999999999999", 2, .tooLarge),
      ("100000000000000000000000", 0, .tooLarge), ("", 2, .notDecimal), ("-", 2, .notDecimal),
      (".", 2, .notDecimal), ("1e", 2, .notDecimal), ("1e+", 2, .notDecimal),
      ("e1", 2, .notDecimal),
      ("1,000", 2, .notDecimal), ("1.2.3", 2, .notDecimal), (" 1", 2, .notDecimal),
      ("1 ", 2, .notDecimal), ("0x1", 2, .notDecimal), ("NaN", 2, .notDecimal),
      ("--1", 2, .notDecimal),
      ("1e1.5", 2, .notDecimal), ("٣", 2, .notDecimal), ("1_0", 2, .notDecimal),
    ] as [(String, Int, DecimalFault)])
  func refused(_ text: String, _ exponent: Int, _ fault: DecimalFault) {
    #expect(throws: fault) { try DecimalText.minorUnits(text, exponent: exponent) }
  }

  @Test(
    "decimals of any size are compared exactly",
    arguments: [
      ("1", "1.0", 0), ("1e2", "100", 0), ("-0", "0", 0), ("0", "0e5", 0), ("1", "2", -1),
      ("-1", "1", -1), ("-2", "-1", -1), ("10", "9", 1), ("0.1", "0.09", 1), ("1e400", "1e399", 1),
      ("1e-400", "0", 1), ("9007199254740993", "9007199254740992", 1), ("12.10", "12.1", 0),
      ("1e1000000000000000", "1e1000000000000000", 0),
      ("123456789012345678901234567890", "1e29", 1),
      ("0.00012", "12e-5", 0), ("-0.5", "-0.25", -1), ("100", "1e2", 0), ("99", "1e2", -1),
      ("1e99999999999999999999", "1e99999999999999999999", 0),
    ])
  func compare(_ left: String, _ right: String, _ order: Int) throws {
    #expect(try #require(DecimalText.compare(left, right)).signum() == order)
    #expect(try #require(DecimalText.compare(right, left)).signum() == -order)
  }

  @Test("what is no number, or has an endless exponent, is not compared")
  func notComparable() {
    #expect(DecimalText.compare("a", "1") == nil)
    #expect(DecimalText.compare("1", "") == nil)
    #expect(DecimalText.compare("1e99999999999999999999", "1e99999999999999999998") == nil)
  }

  @Test("comparison agrees with 64-bit arithmetic")
  func agreesWithIntegers() throws {
    let seed = SeededGenerator.seed(for: "DecimalTextTests.agreesWithIntegers")
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<5000 {
      let left = Int64.random(in: -2000...2000, using: &generator)
      let right = Int64.random(in: -2000...2000, using: &generator)
      let texts = [left, right].map { value in
        let sign = value < 0 ? "-" : ""
        return "\(sign)\(value.magnitude / 100).\(value.magnitude / 10 % 10)\(value.magnitude % 10)"
      }
      #expect(
        try #require(DecimalText.compare(texts[0], texts[1])).signum() == (left - right).signum(),
        "seed \(seed)")
      #expect(try DecimalText.minorUnits(texts[0], exponent: 2) == left, "seed \(seed)")
    }
  }
}

@Suite struct MoneyTests {
  @Test(
    "money is written with its currency's decimals",
    arguments: [
      (4_122_000, "EUR", "41,220.00", "41220.00"), (5, "USD", "0.05", "0.05"),
      (-5, "USD", "-0.05", "-0.05"), (0, "USD", "0.00", "0.00"),
      (-100_000, "JPY", "-100,000", "-100000"),
      (5, "KWD", "0.005", "0.005"), (123, "CLF", "0.0123", "0.0123"),
      (99999, "USD", "999.99", "999.99"),
      (100_000_000, "USD", "1,000,000.00", "1000000.00"),
      (Int64.min, "USD", "-92,233,720,368,547,758.08", "-92233720368547758.08"),
    ] as [(Int64, String, String, String)])
  func format(_ minor: Int64, _ code: String, _ grouped: String, _ plain: String) throws {
    let currency = try #require(Currency(code: code))
    #expect(Money.format(minor, currency) == grouped)
    #expect(Money.plain(minor, currency) == plain)
    #expect(try DecimalText.minorUnits(plain, exponent: currency.exponent) == minor)
  }

  @Test("counts have no decimals, and instants are times")
  func others() {
    #expect(Money.format(12_345, .count) == "12,345")
    #expect(Money.plain(12_345, .count) == "12345")
    #expect(Money.plain(0, .instant) == "1970-01-01T00:00:00Z")
  }
}

@Suite struct CurrencyTests {
  @Test(
    "a currency knows its decimals",
    arguments: [
      ("EUR", 2), ("usd", 2), ("JPY", 0), ("krw", 0), ("KWD", 3), ("TND", 3), ("CLF", 4),
      ("UYW", 4),
      ("XXX", 2), ("AAA", 2), ("ZZZ", 2), ("MGA", 2), ("HUF", 2), ("ISK", 0),
    ])
  func exponents(_ code: String, _ exponent: Int) throws {
    #expect(try #require(Currency(code: code)).exponent == exponent)
  }

  @Test("what ISO 4217 gives decimals is listed, and nothing else")
  func listed() throws {
    for code in ["EUR", "usd", "JPY", "KWD", "CLF", "ZWG", "HRK"] {
      #expect(try #require(Currency(code: code)).isListed, "\(code)")
    }
    for code in ["XXX", "XAU", "XTS", "AAA", "ZZZ", "BTC"] {
      #expect(!(try #require(Currency(code: code)).isListed), "\(code)")
    }
    #expect(!Currency.count.isListed && !Currency.instant.isListed)
  }

  @Test("every code is kept, in upper case")
  func codes() throws {
    for code in ["AAA", "ZZZ", "EUR", "Usd"] {
      let currency = try #require(Currency(code: code))
      #expect(currency.description == code.uppercased())
      #expect(currency.isMoney)
    }
    #expect(
      Set(["AAA", "AAB", "BAA", "ZZZ"].compactMap { Currency(code: $0)?.rawValue }).count == 4)
  }

  @Test(
    "what is no code is refused", arguments: ["", "EU", "EURO", "E1R", "€€€", "E R", "[[[", "@@@"])
  func refused(_ code: String) { #expect(Currency(code: code) == nil) }

  @Test("counts and instants are no money")
  func others() {
    #expect(!Currency.count.isMoney)
    #expect(!Currency.instant.isMoney)
    #expect(Currency.count.exponent == 0)
    #expect(Currency.count.description == "")
    #expect(Currency.instant.description == "time")
    #expect(Currency(rawValue: .max).exponent == 2)
  }
}
