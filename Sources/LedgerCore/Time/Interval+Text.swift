extension Interval: CustomStringConvertible {
  /// Reads `90s`, `10m`, `6h`, `2d`, `1d12h`: whole numbers with a unit, largest first.
  public init?(text: String) {
    var total: Int64 = 0
    var digits: Int64?
    for character in text.utf8 {
      if let digit = Interval.digit(character) {
        let (scaled, tooLarge) = (digits ?? 0).multipliedReportingOverflow(by: 10)
        guard !tooLarge, scaled < 1_000_000_000_000 else { return nil }
        digits = scaled + digit
      } else {
        guard let count = digits, let unit = Interval.unitSeconds(character) else { return nil }
        let (seconds, tooLarge) = count.multipliedReportingOverflow(by: unit * 1_000_000)
        guard !tooLarge else { return nil }
        let (sum, sumTooLarge) = total.addingReportingOverflow(seconds)
        guard !sumTooLarge else { return nil }
        total = sum
        digits = nil
      }
    }
    guard digits == nil, !text.isEmpty else { return nil }
    self.init(microseconds: total)
  }

  /// `1d 12h`, `10m`, `45s`: the two largest units that are not zero.
  public var description: String {
    let seconds = microseconds.magnitude / 1_000_000
    let sign = microseconds < 0 ? "-" : ""
    let parts = [
      (seconds / 86400, "d"), (seconds / 3600 % 24, "h"), (seconds / 60 % 60, "m"),
      (seconds % 60, "s"),
    ].drop { $0.0 == 0 }
    guard !parts.isEmpty else { return "0s" }
    return sign
      + parts.prefix(2).filter { $0.0 != 0 }.map { "\($0.0)\($0.1)" }.joined(separator: " ")
  }

  private static func digit(_ character: UInt8) -> Int64? {
    character >= 0x30 && character <= 0x39 ? Int64(character - 0x30) : nil
  }

  private static func unitSeconds(_ character: UInt8) -> Int64? {
    switch character {
    case UInt8(ascii: "s"): 1
    case UInt8(ascii: "m"): 60
    case UInt8(ascii: "h"): 3600
    case UInt8(ascii: "d"): 86400
    default: nil
    }
  }
}
