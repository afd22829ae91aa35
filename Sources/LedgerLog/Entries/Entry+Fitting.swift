extension Entry {
  /// A text that a sender chose, as an entry can hold it: its beginning where it is longer than
  /// `textBytesMax`, nil where it is empty. The body has all of it.
  public static func fitting(_ text: String?) -> String? {
    guard let text, !text.isEmpty else { return nil }
    guard text.utf8.count > textBytesMax else { return text }
    var end = text.utf8.index(text.startIndex, offsetBy: textBytesMax)
    // Not within a scalar, or what is left would not be that text's beginning.
    while end.samePosition(in: text.unicodeScalars) == nil { end = text.utf8.index(before: end) }
    return String(text[..<end])
  }
}
