import LedgerCore
import LedgerEngine
import Testing

/// What is measured: exact in counts, bounded in size, the same after it was kept.
struct MeasurementTests {
  private static let now = Timestamp(seconds: 1_772_323_200)

  private func entry(
    _ position: UInt64, minutesAgo: Int64, kind: MeasuredEntry.Kind = .delivery,
    lag: Interval? = nil
  ) -> MeasuredEntry {
    MeasuredEntry(
      position: LogPosition(position), channel: "shopify",
      received: MeasurementTests.now + .minutes(-minutesAgo), kind: kind, lag: lag)
  }

  @Test
  func countsStandInTheirStepsAndOldOnesAreForgotten() throws {
    var measured = Measurements(from: .first)
    measured.add(entry(1, minutesAgo: 60 * 24 * 8))
    measured.add(entry(2, minutesAgo: 60 * 24 * 2, lag: .seconds(3)))
    measured.add(entry(3, minutesAgo: 59))
    measured.add(entry(4, minutesAgo: 0, kind: .duplicate))
    measured.add(entry(5, minutesAgo: 0, kind: .conflict, lag: .seconds(2)))
    let hour = measured.series(.hour, at: MeasurementTests.now).channels[0].steps
    #expect(hour.map(\.deliveries).reduce(0, +) == 3)
    #expect(hour[0].deliveries == 1)
    #expect(hour[59].deliveries == 2)
    #expect(hour[59].duplicates == 1)
    #expect(hour[59].conflicts == 1)
    let week = measured.series(.week, at: MeasurementTests.now).channels[0].steps
    #expect(week.map(\.deliveries).reduce(0, +) == 4)
    #expect(Measurements(bytes: measured.bytes) == measured)
    #expect(Measurements(bytes: Array(measured.bytes.dropLast())) == nil)
  }

  @Test
  func percentilesAreTooLongByAQuarterAtMost() throws {
    var histogram = LagHistogram()
    for milliseconds in 1...1_000 {
      histogram.add(Interval(microseconds: Int64(milliseconds) * 1_000))
    }
    for (permille, exact) in [(500, 500_000), (950, 950_000), (990, 990_000)] {
      let found = try #require(histogram.percentile(permille: permille)).microseconds
      #expect(found >= exact && found <= exact * 5 / 4)
    }
    #expect(LagHistogram().percentile(permille: 500) == nil)
    histogram.add(.days(10_000))
    #expect(try #require(histogram.percentile(permille: 1_000)) > .days(9_999))
  }
}
