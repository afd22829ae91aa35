package import LedgerEngine

/// Small pieces of text.
package enum Words {
  /// `1,234,567`.
  package static func grouped(_ count: Int64) -> String { Money.format(count, .count) }
  package static func grouped(_ count: Int) -> String { grouped(Int64(count)) }

  /// `1 order`, `2 orders`.
  package static func count(_ count: Int, _ one: String, _ many: String? = nil) -> String {
    "\(grouped(count)) \(count == 1 ? one : many ?? one + "s")"
  }

  /// `1,999 orders, 6 unlinked groups, 2 shared groups`.
  package static func groups(orders: Int, unlinked: Int, shared: Int) -> String {
    var parts = [count(orders, "order")]
    if unlinked > 0 { parts.append(count(unlinked, "unlinked group")) }
    if shared > 0 { parts.append(count(shared, "shared group")) }
    return parts.joined(separator: ", ")
  }

  /// `3.2 GiB`, in powers of 1,024.
  package static func bytes(_ count: UInt64) -> String {
    let units = ["B", "KiB", "MiB", "GiB", "TiB"]
    var value = Double(count)
    var unit = 0
    while value >= 1024, unit + 1 < units.count {
      value /= 1024
      unit += 1
    }
    if unit == 0 { return "\(count) B" }
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10) \(units[unit])"
  }

  /// A ratio with one decimal: `20.4 %`.
  package static func percent(_ part: UInt64, of whole: UInt64) -> String {
    guard whole > 0 else { return "-" }
    let tenths = Int((Double(part) / Double(whole) * 1000).rounded())
    return "\(tenths / 10).\(tenths % 10) %"
  }
}

extension OrderReport.AmountReport {
  /// `41,220.00 EUR`, `3`, a time.
  package var text: String {
    let value = Money.format(value, currency)
    return currency.isMoney ? "\(value) \(currency)" : value
  }
}

extension Words {
  /// Of an order's names, in order of first mention, the one that people use: an order number with
  /// its `#`, else the first that is more than digits, as a database's id is.
  package static func shortName(_ names: [String], except id: String) -> String? {
    let names = names.filter { $0 != id }
    return names.first { $0.hasPrefix("#") }
      ?? names.first { $0.contains { !$0.isASCII || !$0.isNumber } } ?? names.first
  }

  /// A code as words: `late_but_correct` as `late but correct`.
  package static func plain(_ code: String) -> String {
    String(code.map { $0 == "_" ? " " : $0 })
  }
}
