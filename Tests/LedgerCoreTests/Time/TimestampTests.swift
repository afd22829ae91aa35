import LedgerCore
import Testing

@Suite struct TimestampTests {
  @Test(
    "RFC 3339 is read in all its spellings",
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("2015-09-08T11:03:12Z", 1_441_710_192_000_000),
      ("2015-09-08t11:03:12z", 1_441_710_192_000_000),
      ("2015-09-08 11:03:12Z", 1_441_710_192_000_000),
      ("2015-09-08T13:03:12+02:00", 1_441_710_192_000_000),
      ("2015-09-08T13:03:12+0200", 1_441_710_192_000_000),
      ("2015-09-08T06:33:12-04:30", 1_441_710_192_000_000),
      ("2015-09-08T11:03:12-00:00", 1_441_710_192_000_000),
      ("2015-09-08T11:03:12.3Z", 1_441_710_192_300_000),
      ("2015-09-08T11:03:12.380Z", 1_441_710_192_380_000),
      ("2015-09-08T11:03:12.3800001Z", 1_441_710_192_380_000),
      ("2015-09-08T11:03:12.999999999Z", 1_441_710_192_999_999),
      ("1969-12-31T23:59:59.9999999Z", -1), ("2000-02-29T00:00:00Z", 951_782_400_000_000),
      ("2016-12-31T23:59:60Z", 1_483_228_799_999_999),
      ("2017-01-01T00:59:60.5+01:00", 1_483_228_799_999_999),
      ("0000-01-01T00:00:00Z", -62_167_219_200_000_000),
      ("9999-12-31T23:59:59Z", 253_402_300_799_000_000),
    ])
  func rfc3339(_ text: String, _ microseconds: Int64) {
    #expect(Timestamp(rfc3339: text)?.rawValue == microseconds)
  }

  @Test(
    "what is no RFC 3339 time is refused",
    arguments: [
      "", "2015", "2015-09-08", "2015-09-08T11:03:12", "2015-09-08T11:03Z", "2015-09-08T11:03:12.Z",
      "2015-13-08T11:03:12Z", "2015-00-08T11:03:12Z", "2015-09-31T11:03:12Z",
      "2015-02-29T11:03:12Z",
      "1900-02-29T00:00:00Z", "2015-09-08T24:00:00Z", "2015-09-08T11:60:12Z",
      "2015-09-08T11:03:61Z",
      "2015-09-08T11:03:60Z", "2015-09-08T11:03:12+24:00", "2015-09-08T11:03:12+02:60",
      "2015-09-08T11:03:12+02", "2015-09-08T11:03:12ZZ", " 2015-09-08T11:03:12Z",
      "2015-9-8T11:03:12Z",
      "+2015-09-08T11:03:12Z", "2015-09-08X11:03:12Z", "２０１５-09-08T11:03:12Z",
      "2015-09-08T11:03:12,5Z", "20150908T110312Z",
    ])
  func notRFC3339(_ text: String) { #expect(Timestamp(rfc3339: text) == nil) }

  @Test(
    "times are written in UTC with no more digits than they need",
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (1_441_710_192_380_000, "2015-09-08T11:03:12.380Z"),
      (1_441_710_192_000_001, "2015-09-08T11:03:12.000001Z"), (-1, "1969-12-31T23:59:59.999999Z"),
      (951_782_400_000_000, "2000-02-29T00:00:00Z"),
      (253_402_300_799_000_000, "9999-12-31T23:59:59Z"),
      (253_402_300_800_000_000, "+010000-01-01T00:00:00Z"),
      (-62_167_219_200_000_001, "-000001-12-31T23:59:59.999999Z"),
    ])
  func written(_ microseconds: Int64, _ text: String) {
    #expect(Timestamp(rawValue: microseconds).rfc3339 == text)
  }

  @Test("what is written is read back as the same instant")
  func roundTrip() {
    let seed = SeededGenerator.seed(for: "TimestampTests.roundTrip")
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<20_000 {
      let instant = Timestamp(
        rawValue: Int64.random(
          in: -62_167_219_200_000_000...253_402_300_799_999_999, using: &generator))
      #expect(Timestamp(rfc3339: instant.rfc3339) == instant, "seed \(seed)")
    }
  }

  @Test("consecutive days follow each other for 800 years")
  func days() {
    var previous = "1599-12-31"
    for day in -135_140...157_053 {
      let text = String(Timestamp(seconds: Int64(day) * 86400).rfc3339.prefix(10))
      #expect(text > previous)
      #expect(Timestamp(naive: text)?.rawValue == Int64(day) * 86_400_000_000)
      previous = text
    }
    #expect(previous == "2399-12-31")
  }

  @Test(
    "RFC 2822 is read",
    arguments: [
      ("Tue, 15 Nov 1994 08:12:31 GMT", 784_887_151), ("15 Nov 1994 08:12:31 +0000", 784_887_151),
      ("tue, 15 nov 1994 03:12:31 -0500 (EST)", 784_887_151),
      ("Tue,15 Nov 94 08:12:31 UT", 784_887_151),
      ("Tue, 15 Nov 1994 03:12:31 EST", 784_887_151), ("Tue, 15 Nov 1994 08:12 Z", 784_887_120),
      ("Tue,  1 Nov 1994 00:00:00 +0530", 783_628_200), ("1 Jan 00 00:00:00 UTC", 946_684_800),
      ("Sat, 31 Dec 2016 23:59:60 GMT", nil),
    ] as [(String, Int64?)])
  func rfc2822(_ text: String, _ seconds: Int64?) {
    let expected = seconds.map { $0 * 1_000_000 } ?? 1_483_228_799_999_999
    #expect(Timestamp(rfc2822: text)?.rawValue == expected)
  }

  @Test(
    "what is no RFC 2822 date is refused",
    arguments: [
      "", "Mon, 15 Nov 1994 08:12:31 GMT", "15 Foo 1994 08:12:31 GMT", "32 Jan 1994 08:12:31 GMT",
      "15 Nov 1994", "15 Nov 1994 08:12:31", "15 Nov 1994 08:12:31 XYZ", "15 Nov 1994 8:12:31 GMT",
      "Tue 15 Nov 1994 08:12:31 GMT", "15 Nov 1994 08:12:31 GMT x", "15 November 1994 08:12:31 GMT",
      "15 Nov 1994 24:12:31 GMT", "15 Nov 4 08:12:31 GMT", "15 Nov 1994 08:12:31 +01:00",
    ])
  func notRFC2822(_ text: String) { #expect(Timestamp(rfc2822: text) == nil) }

  @Test(
    "times without a zone are read as written",
    arguments: [
      ("2015-09-08T11:03:12.3800000", 1_441_710_192_380_000),
      ("2015-09-08 11:03:12", 1_441_710_192_000_000), ("2015-09-08", 1_441_670_400_000_000),
    ])
  func naive(_ text: String, _ microseconds: Int64) {
    #expect(Timestamp(naive: text)?.rawValue == microseconds)
  }

  @Test(
    "a zone, or less than a date, is no time without a zone",
    arguments: [
      "", "2015-09", "2015-09-08T", "2015-09-08T11:03", "2015-09-08T11:03:12Z", "11:03:12",
    ])
  func notNaive(_ text: String) { #expect(Timestamp(naive: text) == nil) }

  @Test(
    "seconds and milliseconds since 1970 are read, whole or decimal",
    arguments: [
      ("0", 0, 0), ("1700000000", 1_700_000_000_000_000, 1_700_000_000_000),
      ("-1", -1_000_000, -1000),
      ("1700000000.5", 1_700_000_000_500_000, 1_700_000_000_500),
      ("1700000000.1234567", 1_700_000_000_123_456, 1_700_000_000_123),
      ("1.7e9", 1_700_000_000_000_000, 1_700_000_000_000),
    ] as [(String, Int64, Int64)])
  func unix(_ text: String, _ fromSeconds: Int64, _ fromMilliseconds: Int64) {
    #expect(Timestamp(unixSeconds: text)?.rawValue == fromSeconds)
    #expect(Timestamp(unixMilliseconds: text)?.rawValue == fromMilliseconds)
  }

  @Test("what is no count of seconds is refused", arguments: ["", "now", "1e30", "12:00", "1 "])
  func notUnix(_ text: String) {
    #expect(Timestamp(unixSeconds: text) == nil)
    #expect(Timestamp(unixMilliseconds: text) == nil)
  }

  @Test("the dates of .NET's JSON are read")
  func jsonDate() {
    #expect(Timestamp(jsonDate: "/Date(1700000000123)/")?.rawValue == 1_700_000_000_123_000)
    #expect(Timestamp(jsonDate: "/Date(1700000000123+0100)/")?.rawValue == 1_700_000_000_123_000)
    #expect(Timestamp(jsonDate: "/Date(-1-0500)/")?.rawValue == -1000)
    #expect(Timestamp(jsonDate: "/Date(-86400000)/")?.rawValue == -86_400_000_000)
    for text in ["", "/Date()/", "/Date(1)", "Date(1)", "/Date(1.5)/", "/Date(1+1)/", "/Date(-)/"] {
      #expect(Timestamp(jsonDate: text) == nil, "\(text)")
    }
  }

  @Test("adding and subtracting stays within what an instant can say")
  func saturation() {
    let instant = Timestamp(seconds: 10)
    #expect(instant + .seconds(5) == Timestamp(seconds: 15))
    #expect(instant - Timestamp(seconds: 4) == .seconds(6))
    #expect(Timestamp.distantFuture + .days(1) == .distantFuture)
    #expect(Timestamp.distantPast + .seconds(-1) == .distantPast)
    #expect((Timestamp.distantFuture - .distantPast).microseconds == .max)
    #expect((Timestamp.distantPast - .distantFuture).microseconds == .min)
    #expect(!Timestamp.distantPast.rfc3339.isEmpty)
    #expect(!Timestamp.distantFuture.rfc3339.isEmpty)
  }
}

@Suite struct IntervalTests {
  @Test(
    "lengths of time are read",
    arguments: [
      ("90s", 90), ("10m", 600), ("6h", 21600), ("2d", 172_800), ("1d12h", 129_600), ("0s", 0),
    ])
  func read(_ text: String, _ seconds: Int64) {
    #expect(Interval(text: text) == .seconds(seconds))
  }

  @Test(
    "what is no length of time is refused",
    arguments: [
      "", "5", "s", "5x", "-5s", "5 s", "5s5", "1.5h", "99999999999999999999s", "999999999999d",
    ])
  func refused(_ text: String) { #expect(Interval(text: text) == nil) }

  @Test("a sum beyond what an interval can say is refused")
  func overflow() {
    #expect(Interval(text: "99999999d99999999d") == nil)
  }

  @Test(
    "lengths of time are written with their two largest units",
    arguments: [
      (0, "0s"), (45, "45s"), (600, "10m"), (129_600, "1d 12h"), (90_061, "1d 1h"), (3601, "1h"),
      (-90, "-1m 30s"),
    ])
  func written(_ seconds: Int64, _ text: String) {
    #expect(Interval.seconds(seconds).description == text)
  }

  @Test("the longest lengths can be written")
  func extremes() {
    #expect(!Interval(microseconds: .max).description.isEmpty)
    #expect(!Interval(microseconds: .min).description.isEmpty)
  }
}
