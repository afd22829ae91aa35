import LedgerEngine

/// Metrics in the text format of Prometheus (0.0.4), with names and units as OpenMetrics wants them.
struct MetricsText {
  enum Kind: String {
    case counter, gauge, histogram
  }

  private(set) var text = ""

  /// Begins a family; samples follow.
  mutating func family(_ name: String, _ kind: Kind, _ help: String) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
  }

  mutating func sample(_ name: String, _ labels: [(String, String)] = [], _ value: Int) {
    sample(name, labels, "\(value)")
  }

  /// In seconds, exact to the microsecond.
  mutating func sample(_ name: String, _ labels: [(String, String)] = [], _ value: Interval) {
    sample(name, labels, MetricsText.seconds(value))
  }

  mutating func sample(_ name: String, _ labels: [(String, String)], _ value: String) {
    text += name
    if !labels.isEmpty {
      text += "{"
      text += labels.map { "\($0.0)=\"\(MetricsText.escaped($0.1))\"" }.joined(separator: ",")
      text += "}"
    }
    text += " \(value)\n"
  }

  mutating func gauge(_ name: String, _ help: String, _ value: Int) {
    family(name, .gauge, help)
    sample(name, [], value)
  }

  /// A histogram of what took so many seconds.
  mutating func histogram(
    _ name: String, _ labels: [(String, String)], _ histogram: LagHistogram, upTo ends: [Interval]
  ) {
    for end in ends {
      sample(
        name + "_bucket", labels + [("le", MetricsText.seconds(end))], histogram.count(upTo: end))
    }
    sample(name + "_bucket", labels + [("le", "+Inf")], histogram.total)
    sample(name + "_count", labels, histogram.total)
  }

  static func seconds(_ interval: Interval) -> String {
    let micros = interval.microseconds.magnitude
    let sign = interval < .zero ? "-" : ""
    let fraction = String(micros % 1_000_000)
    guard micros % 1_000_000 != 0 else { return "\(sign)\(micros / 1_000_000)" }
    let digits = String(repeating: "0", count: 6 - fraction.count) + fraction
    let shown = digits.reversed().drop { $0 == "0" }.reversed()
    return "\(sign)\(micros / 1_000_000)." + String(shown)
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }
}
