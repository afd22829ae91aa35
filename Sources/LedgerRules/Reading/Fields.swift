/// A mapping whose keys are words of the language.
package struct Fields {
  package let page: Page
  package let tree: Tree
  /// In words, for messages: `the pattern`.
  package let what: String
  package let entries: [Tree.Entry]

  package func has(_ key: String) -> Bool { entries.contains { $0.key == key } }

  /// The value of a key, where it is there.
  package subscript(_ key: String) -> Tree? { entries.first { $0.key == key }?.value }

  package func place(of key: String) -> Place {
    entries.first { $0.key == key }?.place ?? tree.place
  }

  /// The value of a key that must be there.
  package func required(_ key: String) -> Tree? {
    if let value = self[key] { return value }
    page.report(.missingKey(key, in: what), at: tree)
    return nil
  }

  /// The elements of a list; empty where the key is not there.
  package func list(_ key: String) -> [Tree] {
    self[key].flatMap { page.list($0, "`\(key)`") } ?? []
  }

  package func text(_ key: String) -> String? {
    self[key].flatMap { page.text($0, "`\(key)`") }
  }

  package func requiredText(_ key: String) -> String? {
    required(key).flatMap { page.text($0, "`\(key)`") }
  }

  /// Reports where more than one of the keys is there; the first that is.
  package func oneOf(_ keys: [String]) -> String? {
    let present = keys.filter { has($0) }
    if present.count > 1 { page.report(.keysExclude(present, in: what), at: tree) }
    return present.first
  }
}
