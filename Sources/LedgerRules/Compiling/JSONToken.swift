/// The tokens of JSON (RFC 8259) that YAML scalars are read as.
enum JSONToken {
  static func isNumber(_ text: String) -> Bool {
    var rest = Substring(text).utf8
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    let whole = rest.prefix(while: isDigit)
    guard !whole.isEmpty, whole.count == 1 || whole.first != UInt8(ascii: "0") else { return false }
    rest = rest[whole.endIndex...]
    if rest.first == UInt8(ascii: ".") {
      let fraction = rest.dropFirst().prefix(while: isDigit)
      guard !fraction.isEmpty else { return false }
      rest = rest[fraction.endIndex...]
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest = rest.dropFirst()
      if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") {
        rest = rest.dropFirst()
      }
      let exponent = rest.prefix(while: isDigit)
      guard !exponent.isEmpty else { return false }
      rest = rest[exponent.endIndex...]
    }
    return rest.isEmpty
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

  /// A JSON string, quoted.
  static func string(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 32:
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// A tree as JSON. Plain scalars that are numbers, `true`, `false` or `null` are these; what is
  /// in quotes, and any other word, is a string.
  static func text(_ tree: Tree) -> String {
    switch tree.form {
    case .text(let text, let isPlain):
      if isPlain, text == "true" || text == "false" || text == "null" || isNumber(text) {
        return text
      }
      return isPlain && (text.isEmpty || text == "~") ? "null" : string(text)
    case .list(let elements): return "[\(elements.map(JSONToken.text).joined(separator: ","))]"
    case .map(let entries):
      let members = entries.map { "\(string($0.key)):\(text($0.value))" }
      return "{\(members.joined(separator: ","))}"
    }
  }
}
