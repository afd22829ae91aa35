public import LedgerCore

/// Small pieces of text, the same in all forms of a report.
public enum ReportText {
  /// `1,234,567`.
  public static func grouped(_ count: Int) -> String { Money.format(Int64(count), .count) }

  /// `1 order`, `2 orders`.
  public static func count(_ count: Int, _ one: String, _ many: String? = nil) -> String {
    "\(grouped(count)) \(count == 1 ? one : many ?? one + "s")"
  }

  /// `41,520.00 EUR`.
  public static func money(_ minor: Int64, _ currency: Currency) -> String {
    "\(Money.format(minor, currency)) \(currency)"
  }

  /// `41,520.00 EUR, 3 JPY`; empty where there is none.
  public static func money(_ weight: Weight) -> String {
    weight.byCurrency.map { money($0.minor, $0.currency) }.joined(separator: ", ")
  }

  /// `4 orders, 41,520.00 EUR`.
  public static func words(_ weight: Weight) -> String {
    let money = money(weight)
    return count(weight.orders, "order") + (money.isEmpty ? "" : ", \(money)")
  }

  /// `144–151, 155, 160–162`, of ascending numbers.
  static func ranges(_ numbers: [Int]) -> String {
    var ranges: [ClosedRange<Int>] = []
    for number in numbers {
      if let last = ranges.last, last.upperBound + 1 == number {
        ranges[ranges.count - 1] = last.lowerBound...number
      } else {
        ranges.append(number...number)
      }
    }
    return ranges.map { range in
      range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)–\(range.upperBound)"
    }.joined(separator: ", ")
  }

  /// `2 %`, `66.6667 %`.
  public static func percent(millionths: Int) -> String {
    let (whole, rest) = millionths.quotientAndRemainder(dividingBy: 10_000)
    var decimals = String(10_000 + rest).dropFirst()
    while decimals.last == "0" { decimals.removeLast() }
    return decimals.isEmpty ? "\(grouped(whole)) %" : "\(grouped(whole)).\(decimals) %"
  }

  /// A share with at most one decimal, rounded: `98 %`, `66.7 %`; never `0 %` or `100 %` of what is
  /// not.
  public static func share(_ part: Int, of whole: Int) -> String {
    guard whole > 0 else { return "0 %" }
    if part > 0, part * 2_000 < whole { return "under 0.1 %" }
    if part < whole, (whole - part) * 2_000 < whole { return "over 99.9 %" }
    return percent(millionths: (part * 2_000 + whole) / (whole * 2) * 1_000)
  }
}
