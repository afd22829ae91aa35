/// A mapping whose keys are words of the language.
struct Fields {
  let page: Page
  let tree: Tree
  /// In words, for messages: `the pattern`.
  let what: String
  let entries: [Tree.Entry]

  func has(_ key: String) -> Bool { entries.contains { $0.key == key } }

  /// The value of a key, where it is there.
  subscript(_ key: String) -> Tree? { entries.first { $0.key == key }?.value }

  func place(of key: String) -> Place { entries.first { $0.key == key }?.place ?? tree.place }

  /// The value of a key that must be there.
  func required(_ key: String) -> Tree? {
    if let value = self[key] { return value }
    page.report(.missingKey(key, in: what), at: tree)
    return nil
  }

  /// The elements of a list; empty where the key is not there.
  func list(_ key: String) -> [Tree] {
    self[key].flatMap { page.list($0, "`\(key)`") } ?? []
  }

  func text(_ key: String) -> String? {
    self[key].flatMap { page.text($0, "`\(key)`") }
  }

  func requiredText(_ key: String) -> String? {
    required(key).flatMap { page.text($0, "`\(key)`") }
  }

  /// Reports where more than one of the keys is there; the first that is.
  func oneOf(_ keys: [String]) -> String? {
    let present = keys.filter { has($0) }
    if present.count > 1 { page.report(.keysExclude(present, in: what), at: tree) }
    return present.first
  }
}
