import ArgumentParser

/// Bytes a second: `50MiB/s`, `1000000`.
struct RateArgument: ExpressibleByArgument {
  let bytesPerSecond: UInt64

  private static let units: [(String, UInt64)] = [
    ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("kB", 1_000), ("MB", 1_000_000),
    ("GB", 1_000_000_000), ("B", 1),
  ]

  init?(argument: String) {
    var text = Substring(argument)
    if text.hasSuffix("/s") { text = text.dropLast(2) }
    var factor: UInt64 = 1
    if let unit = RateArgument.units.first(where: { text.hasSuffix($0.0) }) {
      text = text.dropLast(unit.0.count)
      factor = unit.1
    }
    while text.last == " " { text = text.dropLast() }
    guard let number = UInt64(text), number > 0,
      case let (bytes, overflow) = number.multipliedReportingOverflow(by: factor), !overflow
    else { return nil }
    bytesPerSecond = bytes
  }
}
