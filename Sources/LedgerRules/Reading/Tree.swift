/// What a YAML file says, with places. Scalars are texts: the rulebook language gives them meaning.
struct Tree: Sendable {
  enum Form: Sendable {
    /// `isPlain`: written without quotes.
    case text(String, isPlain: Bool)
    case list([Tree])
    case map([Entry])
  }

  struct Entry: Sendable {
    var key: String
    var place: Place
    var value: Tree
  }

  var place: Place
  var form: Form

  /// In words, for messages.
  var kind: String {
    switch form {
    case .text(let text, let isPlain) where isPlain && text.isEmpty: "empty"
    case .text(let text, _): "the text `\(text.prefix(40))`"
    case .list: "a list"
    case .map: "a mapping"
    }
  }

  /// The value of a key, where this is a mapping that has it.
  subscript(_ key: String) -> Tree? { entries.first { $0.key == key }?.value }

  /// Of a mapping; else empty.
  var entries: [Entry] {
    if case .map(let entries) = form { entries } else { [] }
  }

  /// Of a list; else empty.
  var elements: [Tree] {
    if case .list(let elements) = form { elements } else { [] }
  }

  var text: String? {
    if case .text(let text, _) = form { text } else { nil }
  }

  /// Nothing was written where a value belongs.
  var isEmpty: Bool {
    if case .text(let text, let isPlain) = form { isPlain && text.isEmpty } else { false }
  }
}
