/// Writes values as the rulebook language does: for rows in words, and for the canonical dumps that
/// revisions and differences are made of. So a text says all that the value holds, and no two
/// values that differ have one text.
enum Text {
  /// In double quotes where it is no plain word.
  static func quoted(_ text: String) -> String {
    let isWord =
      !text.isEmpty
      && text.utf8.allSatisfy {
        (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0)
          || "_-./#+".utf8.contains($0)
      }
    return isWord ? text : always(text)
  }

  /// In double quotes.
  static func always(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case _ where scalar.value < 32: result += "\\x\(String(scalar.value, radix: 16));"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  static func list(_ texts: some Sequence<String>) -> String {
    "[\(texts.joined(separator: ", "))]"
  }
}
