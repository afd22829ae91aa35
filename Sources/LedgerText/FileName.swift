/// Names for files and folders of any system.
package enum FileName {
  private static let charactersMax = 60

  /// Whatever something is called.
  package static func safe(_ name: String) -> String {
    let safe = name.unicodeScalars.prefix(charactersMax).map { scalar in
      scalar.isASCII
        && (scalar.properties.isAlphabetic || "0123456789-_.".unicodeScalars.contains(scalar))
        ? Character(scalar) : "_"
    }
    return String(safe)
  }
}
