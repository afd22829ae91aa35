import LedgerChannels
import LedgerCore
import LedgerRules
import Testing

@Suite("Amounts and times")
struct ExtractorAmountTests {
  private func kind(_ unit: AmountSource.Unit, isNegated: Bool = false) throws -> TestKind {
    try TestKind.order { shape in
      shape.amounts = [
        amount(
          "order.total", try item("$.total"), currency: try item("$.currency"), unit: unit,
          isNegated: isNegated)
      ]
    }
  }

  @Test(
    "money is exact in the currency's minor units",
    arguments: [
      ("\"398.00\"", "\"USD\"", Int64(39800)), ("398.5", "\"usd\"", 39850),
      ("1200", "\"JPY\"", 1200),
      ("\"1.234\"", "\"BHD\"", 1234), ("-0.01", "\"EUR\"", -1), ("\"12.1000\"", "\"EUR\"", 1210),
      ("92233720368547758.07", "\"EUR\"", Int64.max),
    ])
  func exactMoney(total: String, currency: String, minor: Int64) throws {
    let read = try kind(.major).read(
      "{\"type\":\"order\",\"total\":\(total),\"currency\":\(currency)}")
    #expect(read.extraction.amounts.map(\.value) == [minor])
    #expect(read.flaws.isEmpty)
    #expect(read.extraction.amounts[0].currency.isMoney)
  }

  @Test(
    "money that does not fit is a flaw, never rounded, and never guessed",
    arguments: [
      ("\"398.005\"", "\"USD\"", "amount_does_not_fit"), ("1.5", "\"JPY\"", "amount_does_not_fit"),
      ("92233720368547758.08", "\"EUR\"", "amount_does_not_fit"),
      ("\"12,10\"", "\"EUR\"", "amount_does_not_fit"), ("true", "\"EUR\"", "amount_does_not_fit"),
      ("1", "null", "no_currency"), ("1", "\"EURO\"", "unknown_currency"),
      ("1", "\"XQQ\"", "unknown_currency"), ("1", "\"XXX\"", "unknown_currency"),
    ])
  func badMoney(total: String, currency: String, reason: String) throws {
    let read = try kind(.major).read(
      "{\"type\":\"order\",\"total\":\(total),\"currency\":\(currency)}")
    #expect(read.extraction.amounts.isEmpty)
    #expect(read.flaws == ["\(reason) order.total $.total"])
  }

  @Test("an amount that is not there is none", arguments: ["null", "\"\"", "{}", "[]"])
  func noAmount(total: String) throws {
    let read = try kind(.major).read("{\"type\":\"order\",\"total\":\(total)}")
    #expect(read.extraction.amounts.isEmpty)
    #expect(read.flaws.isEmpty)
  }

  @Test("minor units, counts, instants and changed signs")
  func units() throws {
    func amounts(_ unit: AmountSource.Unit, _ total: String, isNegated: Bool = false) throws
      -> [Extraction.Amount]
    {
      try kind(unit, isNegated: isNegated).read(
        "{\"type\":\"order\",\"total\":\(total),\"currency\":\"EUR\"}"
      ).extraction.amounts
    }
    #expect(try amounts(.minor, "1210").map(\.value) == [1210])
    #expect(try amounts(.minor, "12.5").isEmpty)
    #expect(try amounts(.count, "\"3.0\"").map(\.currency) == [.count])
    #expect(try amounts(.count, "2.5").isEmpty)
    #expect(try amounts(.major, "1.50", isNegated: true).map(\.value) == [-150])
    #expect(try amounts(.minor, "-9223372036854775808", isNegated: true).isEmpty)
    #expect(try amounts(.instant(.unixMilliseconds, .utc), "1500").map(\.value) == [1_500_000])
    #expect(try amounts(.instant(.rfc3339, .utc), "\"soon\"").isEmpty)
  }

  @Test(
    "times of every format are read",
    arguments: [
      (
        TimeSource.Format.rfc3339, "\"2024-08-07T22:58:21.978733396Z\"",
        "2024-08-07T22:58:21.978733Z"
      ),
      (.rfc3339, "\"2024-08-07T22:58:21+0200\"", "2024-08-07T20:58:21Z"),
      (.rfc2822, "\"Tue, 15 Nov 1994 08:12:31 GMT\"", "1994-11-15T08:12:31Z"),
      (.unixSeconds, "1326853478", "2012-01-18T02:24:38Z"),
      (.unixMilliseconds, "\"1326853478500\"", "2012-01-18T02:24:38.500Z"),
      (.jsonDate, "\"/Date(1326853478000)/\"", "2012-01-18T02:24:38Z"),
      (.naive, "\"2015-09-08T11:03:12.3800000\"", "2015-09-08T19:03:12.380Z"),
    ])
  func times(format: TimeSource.Format, text: String, instant: String) throws {
    let zone = Zone(name: "pacific", initialOffsetSeconds: -8 * 3600, transitions: [])
    let kind = try TestKind.order {
      $0.occurred = [TimeSource(of: try item("$.at"), format: format, zone: zone)]
      $0.version = .time($0.occurred)
    }
    let read = kind.read("{\"type\":\"order\",\"at\":\(text)}")
    let expected = try #require(Timestamp(rfc3339: instant))
    #expect(read.extraction.parts[0].occurred == expected)
    #expect(read.extraction.parts[0].version == expected.rawValue)
    #expect(read.flaws.isEmpty)
    #expect(read.extraction.senderTime == text.filter { $0 != "\"" })
  }

  @Test("the first time that has a value counts, also where it cannot be read")
  func badTime() throws {
    let kind = try TestKind.order {
      $0.occurred = [
        TimeSource(of: .header("x-at"), format: .rfc3339),
        TimeSource(of: try item("$.at"), format: .rfc3339),
        TimeSource(of: try item("$.created"), format: .rfc3339),
      ]
      $0.version = .number(try item("$.version"))
    }
    let read = kind.read(
      "{\"type\":\"order\",\"at\":\"yesterday\",\"created\":\"2026-03-01T10:00:00Z\",\"version\":\"x\"}",
      headers: [("x-at", "")])
    #expect(read.extraction.parts[0].occurred == nil)
    #expect(read.flaws == ["bad_time $.at", "bad_version $.version"])
    // Entries quote times alone: this may be anything.
    #expect(read.extraction.senderTime == nil)
  }
}
