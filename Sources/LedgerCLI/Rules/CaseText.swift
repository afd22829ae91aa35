import LedgerEngine

/// A case as a file of `cases/`.
struct CaseText {
  let example: RulebookCase
  /// What a reader must know of it, as comments.
  let notes: [String]

  init(_ example: RulebookCase, notes: [String]) {
    self.example = example
    self.notes = notes
  }

  var text: String {
    var text = "cases:\n  - name: \(YAMLText.scalar(example.name))\n"
    for note in notes { text += "    # In the ledger: \(note.replacing("\n", with: " "))\n" }
    text += "    given:\n"
    for given in example.given { text += CaseText.text(of: given) }
    return text + then
  }

  private static func text(of given: RulebookCase.Given) -> String {
    var text = "      - channel: \(YAMLText.scalar(given.channel))\n"
    if given.kind != given.channel { text += "        kind: \(YAMLText.scalar(given.kind))\n" }
    if let received = given.received { text += "        received: \(received.rfc3339)\n" }
    let headers = merged(given.headers)
    if !headers.isEmpty {
      text += "        headers:\n"
      for header in headers {
        text += "          \(YAMLText.scalar(header.name)): \(YAMLText.quoted(header.value))\n"
      }
    }
    return text + "        body: \(YAMLText.quoted(given.body))\n"
  }

  /// A header that came several times is one with commas (RFC 9110, section 5.2).
  private static func merged(
    _ headers: [(name: String, value: String)]
  ) -> [(name: String, value: String)] {
    var merged: [(name: String, value: String)] = []
    for header in headers {
      let known = merged.firstIndex { $0.name.lowercased() == header.name.lowercased() }
      if let known { merged[known].value += ", \(header.value)" } else { merged.append(header) }
    }
    return merged
  }

  private var then: String {
    let then = example.then
    var text = "    then:\n"
    if let order = then.order { text += "      order: \(YAMLText.quoted(order))\n" }
    if let asOf = then.asOf { text += "      as-of: \(asOf.rfc3339)\n" }
    if !then.outcomes.isEmpty {
      text += "      outcomes: [\(then.outcomes.joined(separator: ", "))]\n"
    }
    if !then.truth.isEmpty {
      text += "      truth: { \(list(then.truth.map { ($0.facet, $0.state) })) }\n"
    }
    if !then.systems.isEmpty {
      text += "      systems:\n"
      var systems: [String] = []
      for claim in then.systems where !systems.contains(claim.system) {
        systems.append(claim.system)
      }
      for system in systems {
        let own = then.systems.filter { $0.system == system }.map { ($0.facet, $0.state) }
        text += "        \(YAMLText.scalar(system)): { \(list(own)) }\n"
      }
    }
    if !then.disagreements.isEmpty {
      text +=
        "      disagreements: { \(list(then.disagreements.map { ($0.pattern, $0.status) })) }\n"
    }
    return text
  }

  private func list(_ pairs: [(String, String)]) -> String {
    pairs.map { "\(YAMLText.scalar($0.0)): \(YAMLText.scalar($0.1))" }.joined(separator: ", ")
  }
}

/// Texts in YAML.
enum YAMLText {
  /// Plain where that is safe, else in quotes.
  static func scalar(_ text: String) -> String {
    let isName = text.utf8.allSatisfy { byte in
      (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte)
        || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }
    // A number, or a word that YAML gives another meaning, would not be a text any more.
    let isWord = ["true", "false", "null", "yes", "no", "on", "off"].contains(text.lowercased())
    let begins = text.utf8.first.map { (97...122).contains($0) || (65...90).contains($0) } ?? false
    return isName && begins && !isWord ? text : quoted(text)
  }

  /// Exactly the text: in single quotes, or with escapes where it has other than printable
  /// characters.
  static func quoted(_ text: String) -> String {
    if text.unicodeScalars.allSatisfy(isPrintable) {
      return "'\(text.replacing("'", with: "''"))'"
    }
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": escaped += "\\\""
      case "\\": escaped += "\\\\"
      case "\n": escaped += "\\n"
      case "\r": escaped += "\\r"
      case "\t": escaped += "\\t"
      default:
        if isPrintable(scalar) {
          escaped.unicodeScalars.append(scalar)
        } else {
          let digits = String(scalar.value, radix: 16, uppercase: true)
          escaped += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
        }
      }
    }
    return "\"\(escaped)\""
  }

  /// What stands for itself within quotes in one line; YAML 1.1 breaks lines at more than line
  /// feeds.
  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20...0x7e, 0xa0...0x2027, 0x202a...0xd7ff, 0xe000...0xfefe, 0xff00...0xfffd,
      0x10000...0x10ffff:
      scalar.value != 0xe000
    default: false
    }
  }
}
