/// The forms that names of the language have.
enum Name {
  static let lengthMax = 64

  /// `[a-z][a-z0-9_]*`
  static func isPlain(_ text: some StringProtocol) -> Bool { isName(text, also: []) }

  /// As `isPlain`, and `-`: kinds and systems.
  static func isDashed(_ text: some StringProtocol) -> Bool { isName(text, also: [45]) }

  /// Plain names joined by dots: amounts.
  static func isDotted(_ text: String) -> Bool {
    text.utf8.count <= lengthMax
      && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { isPlain($0) }
  }

  private static func isName(_ text: some StringProtocol, also: [UInt8]) -> Bool {
    guard let first = text.utf8.first, (97...122).contains(first) else { return false }
    return text.utf8.count <= lengthMax
      && text.utf8.allSatisfy {
        (97...122).contains($0) || (48...57).contains($0) || $0 == 95 || also.contains($0)
      }
  }
}

extension Page {
  /// A new name, declared by a key.
  func isName(_ entry: Tree.Entry, _ what: String) -> Bool {
    if Name.isPlain(entry.key) { return true }
    report(.badName(entry.key, what, form: "`[a-z][a-z0-9_]*`"), at: entry.place)
    return false
  }

  /// A new name, declared by a text.
  func name(_ tree: Tree, _ what: String) -> String? {
    guard let text = text(tree, what) else { return nil }
    if Name.isPlain(text) { return text }
    report(.badName(text, what, form: "`[a-z][a-z0-9_]*`"), at: tree)
    return nil
  }

  /// The name of a kind or system.
  func dashedName(_ tree: Tree, _ what: String) -> String? {
    guard let text = text(tree, what) else { return nil }
    if Name.isDashed(text) { return text }
    report(.badName(text, what, form: "`[a-z][a-z0-9_-]*`"), at: tree)
    return nil
  }
}
