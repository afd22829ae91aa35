import LedgerCore

/// Pacific time by the rule of the United States since 2007: daylight saving from the second Sunday
/// in March, 2 a.m., to the first Sunday in November, 2 a.m.
enum PacificTime {
  static func offset(at instant: Timestamp) -> Interval {
    let year = CivilTime(instant).year
    let begins = sunday(2, year: year, month: 3) + .hours(10)
    let ends = sunday(1, year: year, month: 11) + .hours(9)
    return instant >= begins && instant < ends ? .hours(-7) : .hours(-8)
  }

  /// Midnight UTC of the n-th Sunday of a month. 1970-01-01 was a Thursday.
  private static func sunday(_ count: Int64, year: Int64, month: Int64) -> Timestamp {
    let first = CivilTime.days(year: year, month: month, day: 1)
    let untilSunday = (3 - first % 7 + 7) % 7
    return Timestamp(seconds: (first + untilSunday + (count - 1) * 7) * 86400)
  }
}
