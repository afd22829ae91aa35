/// Amounts in minor units as text for people and for files. Never in floating point.
public enum Money {
  /// With groups of thousands: `41,220.00`, `-1,000` (JPY), `0.005` (KWD).
  public static func format(_ minor: Int64, _ currency: Currency) -> String {
    if currency == .instant { return Timestamp(rawValue: minor).rfc3339 }
    return text(minor, exponent: currency.exponent, isGrouped: true)
  }

  /// Without groups: `41220.00`.
  public static func plain(_ minor: Int64, _ currency: Currency) -> String {
    if currency == .instant { return Timestamp(rawValue: minor).rfc3339 }
    return text(minor, exponent: currency.exponent, isGrouped: false)
  }

  private static func text(_ minor: Int64, exponent: Int, isGrouped: Bool) -> String {
    var digits = Array(String(minor.magnitude).utf8)
    if digits.count <= exponent {
      digits.insert(contentsOf: repeatElement(48, count: exponent + 1 - digits.count), at: 0)
    }
    let wholeCount = digits.count - exponent
    var text: [UInt8] = minor < 0 ? [UInt8(ascii: "-")] : []
    for (index, digit) in digits.enumerated() {
      if index == wholeCount { text.append(UInt8(ascii: ".")) }
      if isGrouped, index > 0, index < wholeCount, (wholeCount - index) % 3 == 0 {
        text.append(UInt8(ascii: ","))
      }
      text.append(digit)
    }
    return String(decoding: text, as: UTF8.self)
  }
}
