import LedgerCore
import LedgerRules

extension Handoff {
  /// When the hand-off is overdue, and when its lateness is itself a mismatch.
  ///
  /// - Parameters:
  ///   - start: microseconds since 1970.
  ///   - named: the instant that a payload names, where the hand-off has a `deadline`.
  func deadlines(start: Int64, named: Int64?) -> (due: Int64, hard: Int64) {
    if deadline != nil, let named {
      return (named, Self.add(named, hard.microseconds))
    }
    var from = start
    if let every, every.microseconds > 0 {
      let period = every.microseconds
      let remainder = ((start % period) + period) % period
      from = remainder == 0 ? start : Self.add(start, period - remainder)
    }
    if deadline != nil {
      let due = advance(from, grace)
      return (due, Self.add(due, hard.microseconds))
    }
    return (advance(from, grace), advance(from, max(hard, grace)))
  }

  private func advance(_ start: Int64, _ interval: Interval) -> Int64 {
    guard let calendar else { return Self.add(start, interval.microseconds) }
    return calendar.advance(Timestamp(rawValue: start), by: interval).rawValue
  }

  private static func add(_ instant: Int64, _ interval: Int64) -> Int64 {
    let (sum, overflow) = instant.addingReportingOverflow(interval)
    return overflow ? .max : sum
  }
}

extension WorkCalendar {
  /// The instant at which `interval` of working time has passed since `start`.
  func advance(_ start: Timestamp, by interval: Interval) -> Timestamp {
    let day: Int64 = 86_400_000_000
    let minute: Int64 = 60_000_000
    var rest = interval.microseconds
    var local = start.rawValue + Int64(zone.offsetSeconds(at: start)) * 1_000_000
    // A calendar without working time would never end: two years of days without work is for ever.
    for _ in 0..<731 {
      let midnight = local - ((local % day) + day) % day
      let opens = midnight + Int64(opensMinute) * minute
      let closes = midnight + Int64(closesMinute) * minute
      if isWorkday(Int(midnight / day)), local < closes {
        let from = max(local, opens)
        if rest <= closes - from {
          return zone.instant(ofLocal: Timestamp(rawValue: from + rest))
        }
        rest -= closes - from
      }
      local = midnight + day
    }
    return .distantFuture
  }

  /// Days count from 1970-01-01, a Thursday.
  private func isWorkday(_ day: Int) -> Bool {
    weekdays.contains(((day + 3) % 7 + 7) % 7) && !holidays.contains(day)
  }
}
