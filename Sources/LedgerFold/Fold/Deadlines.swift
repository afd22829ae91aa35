import LedgerCore
import LedgerRules

/// A hand-off in plain values.
struct HandoffRules: Sendable {
  let grace: Int64
  let hard: Int64
  let every: Int64
  /// A payload may name its deadline.
  let isNamed: Bool
  /// Only working time counts.
  let hasCalendar: Bool

  init(_ handoff: Handoff) {
    grace = handoff.grace.microseconds
    hard = handoff.hard.microseconds
    every = handoff.every?.microseconds ?? 0
    isNamed = handoff.deadline != nil
    hasCalendar = handoff.calendar != nil
  }

  /// When the hand-off is overdue, and when its lateness is itself a mismatch.
  ///
  /// - Parameters:
  ///   - start: microseconds since 1970.
  ///   - named: the instant that a payload names, where the hand-off has a `deadline`.
  ///   - advance: the instant that lies so many microseconds, or so much working time, after another.
  func deadlines(
    start: Int64, named: Int64?, advance: (Int64, Int64) -> Int64
  ) -> (due: Int64, hard: Int64) {
    if isNamed, let named { return (named, Deadlines.add(named, hard)) }
    var from = start
    if every > 0 {
      let remainder = ((start % every) + every) % every
      from = remainder == 0 ? start : Deadlines.add(start, every - remainder)
    }
    let due = advance(from, grace)
    if isNamed { return (due, Deadlines.add(due, hard)) }
    return (due, advance(from, max(hard, grace)))
  }
}

enum Deadlines {
  static func add(_ instant: Int64, _ interval: Int64) -> Int64 {
    let (sum, overflow) = instant.addingReportingOverflow(interval)
    return overflow ? .max : sum
  }
}

extension Handoff {
  /// The same where it may have a calendar.
  func deadlines(start: Int64, named: Int64?) -> (due: Int64, hard: Int64) {
    HandoffRules(self).deadlines(start: start, named: named) { instant, interval in
      guard let calendar else { return Deadlines.add(instant, interval) }
      return calendar.advance(
        Timestamp(rawValue: instant), by: Interval(microseconds: interval)
      ).rawValue
    }
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
