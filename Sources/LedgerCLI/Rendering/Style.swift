/// Colours and weights, only on a terminal that wants them.
struct Style {
  enum Tone: String {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
  }

  let hasColors: Bool

  static let output = Style(hasColors: Terminal.output.hasColors)
  static let plain = Style(hasColors: false)

  func callAsFunction(_ text: String, _ tone: Tone) -> String {
    hasColors ? "\u{1b}[\(tone.rawValue)m\(text)\u{1b}[0m" : text
  }

  /// The tone of a disagreement's status.
  static func tone(ofStatus status: String) -> Tone {
    switch status {
    case "mismatch": .red
    case "delay", "unobservable": .yellow
    default: .dim
    }
  }
}
