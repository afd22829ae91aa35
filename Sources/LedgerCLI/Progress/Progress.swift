import Glibc
import LedgerEngine
import LedgerText

/// A bar with rate and remaining time on standard error, where a person looks at it.
final class Progress {
  private let title: String
  private let unit: String
  private let isShown = Terminal.error.isTerminal
  private let begin = Progress.seconds()
  private var shownAt = 0.0
  private var hasLine = false

  init(_ title: String, unit: String) {
    self.title = title
    self.unit = unit
  }

  /// Shows how far the work is: the rate is that of `count`, or of `done` itself, and `total` is
  /// nil where it is not known.
  func update(_ done: UInt64, of total: UInt64?, count: UInt64? = nil) {
    guard isShown else { return }
    let now = Progress.seconds()
    // Short work needs no bar.
    guard now - begin > 0.5, now - shownAt > 0.1 else { return }
    shownAt = now
    hasLine = true
    Terminal.error.write(
      "\r\u{1b}[K"
        + Progress.line(
          title, done: done, total: total, count: count ?? done, unit: unit, after: now - begin))
  }

  /// Removes the bar.
  func finish() {
    if hasLine { Terminal.error.write("\r\u{1b}[K") }
    hasLine = false
  }

  /// `Loading  [#########...........]  45 %  1,234,567 deliveries  98,000/s  1m 20s left`
  static func line(
    _ title: String, done: UInt64, total: UInt64?, count: UInt64, unit: String, after: Double
  ) -> String {
    let rate = Double(count) / after
    var parts = [title]
    if let total, total > 0 {
      let share = min(1, Double(done) / Double(total))
      let filled = Int(share * 20)
      parts.append(
        "[" + String(repeating: "#", count: filled) + String(repeating: ".", count: 20 - filled)
          + "]")
      parts.append("\(Int(share * 100)) %")
    }
    parts.append("\(Words.grouped(Int64(count))) \(unit)")
    parts.append("\(Words.grouped(Int64(rate)))/s")
    if let total, done > 0, total > done {
      let left = after * Double(total - done) / Double(done)
      parts.append("\(Interval.seconds(Int64(left) + 1)) left")
    }
    return parts.joined(separator: "  ")
  }

  private static func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
