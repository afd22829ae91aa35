/// Colours and weights, only on a terminal that wants them.
package struct Style {
  package enum Tone: String {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
  }

  package let hasColors: Bool

  package static let plain = Style(hasColors: false)

  package init(hasColors: Bool) { self.hasColors = hasColors }

  package func callAsFunction(_ text: String, _ tone: Tone) -> String {
    hasColors ? "\u{1b}[\(tone.rawValue)m\(text)\u{1b}[0m" : text
  }

  /// The tone of a disagreement's status.
  package static func tone(ofStatus status: String) -> Tone {
    switch status {
    case "mismatch": .red
    case "delay", "unobservable": .yellow
    default: .dim
    }
  }
}
