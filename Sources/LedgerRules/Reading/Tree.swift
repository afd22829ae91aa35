/// What a YAML file says, with places. Scalars are texts: the rulebook language gives them meaning.
package struct Tree: Sendable {
  package enum Form: Sendable {
    /// `isPlain`: written without quotes.
    case text(String, isPlain: Bool)
    case list([Tree])
    case map([Entry])
  }

  package struct Entry: Sendable {
    package var key: String
    package var place: Place
    package var value: Tree

    package init(key: String, place: Place, value: Tree) {
      self.key = key
      self.place = place
      self.value = value
    }
  }

  package var place: Place
  package var form: Form

  package init(place: Place, form: Form) {
    self.place = place
    self.form = form
  }

  /// In words, for messages.
  package var kind: String {
    switch form {
    case .text(let text, let isPlain) where isPlain && text.isEmpty: "empty"
    case .text(let text, _): "the text `\(text.prefix(40))`"
    case .list: "a list"
    case .map: "a mapping"
    }
  }

  /// The value of a key, where this is a mapping that has it.
  package subscript(_ key: String) -> Tree? { entries.first { $0.key == key }?.value }

  /// Of a mapping; else empty.
  package var entries: [Entry] {
    if case .map(let entries) = form { entries } else { [] }
  }

  /// Of a list; else empty.
  package var elements: [Tree] {
    if case .list(let elements) = form { elements } else { [] }
  }

  package var text: String? {
    if case .text(let text, _) = form { text } else { nil }
  }

  /// Nothing was written where a value belongs.
  package var isEmpty: Bool {
    if case .text(let text, let isPlain) = form { isPlain && text.isEmpty } else { false }
  }
}
