/// The names of keys, and of logs whose key is named like them (C2SP signed-note, "Format").
enum KeyName {
  /// Not empty, without spaces of any script, `+` and control characters.
  static func isUsable(_ name: String) -> Bool {
    !name.isEmpty
      && name.unicodeScalars.allSatisfy {
        $0.value >= 0x20 && $0 != "+" && !$0.properties.isWhitespace
      }
  }

  /// Equal bytes: to strings, different spellings of a character are equal.
  static func areSame(_ left: String, _ right: String) -> Bool {
    left.utf8.elementsEqual(right.utf8)
  }
}
