/// A file being read: turns trees into values, and reports what cannot be.
package struct Page {
  package let path: String
  package let problems: ProblemList

  package init(path: String, problems: ProblemList) {
    self.path = path
    self.problems = problems
  }

  package func report(_ fault: Fault, at place: Place) {
    problems.report(fault, in: path, at: place)
  }

  package func report(_ fault: Fault, at tree: Tree) {
    problems.report(fault, in: path, at: tree.place)
  }

  /// A text that is not empty.
  package func text(_ tree: Tree, _ what: String) -> String? {
    if tree.isEmpty {
      report(.emptyValue(what), at: tree)
      return nil
    }
    guard let text = tree.text else {
      report(.wrongForm(what, expected: "a text", found: tree.kind), at: tree)
      return nil
    }
    return text
  }

  package func list(_ tree: Tree, _ what: String) -> [Tree]? {
    if tree.isEmpty {
      report(.emptyValue(what), at: tree)
      return nil
    }
    guard case .list(let elements) = tree.form else {
      report(.wrongForm(what, expected: "a list, such as `[…]`", found: tree.kind), at: tree)
      return nil
    }
    return elements
  }

  /// A mapping with keys of the author's choosing.
  package func entries(_ tree: Tree, _ what: String) -> [Tree.Entry]? {
    if tree.isEmpty {
      report(.emptyValue(what), at: tree)
      return nil
    }
    guard case .map(let entries) = tree.form else {
      report(.wrongForm(what, expected: "a mapping of names", found: tree.kind), at: tree)
      return nil
    }
    return entries
  }

  /// A mapping with the keys of the language; a key that it does not have is reported.
  package func fields(_ tree: Tree, _ what: String, keys: [String]) -> Fields? {
    guard let entries = entries(tree, what) else { return nil }
    for entry in entries where !keys.contains(entry.key) {
      report(.unknownKey(entry.key, in: what, known: keys), at: entry.place)
    }
    return Fields(page: self, tree: tree, what: what, entries: entries)
  }

  package func boolean(_ tree: Tree, _ what: String) -> Bool? {
    switch text(tree, what) {
    case nil: return nil
    case "true": return true
    case "false": return false
    case .some(let other):
      report(.unknownOption(other, what, known: ["true", "false"]), at: tree)
      return nil
    }
  }

  package func integer(_ tree: Tree, _ what: String, in range: ClosedRange<Int>) -> Int? {
    guard let text = text(tree, what) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
      report(.badNumber(text, expected: expected), at: tree)
      return nil
    }
    return number
  }

  /// One of a fixed set of words.
  package func option<Value>(_ tree: Tree, _ what: String, _ known: [(String, Value)]) -> Value? {
    guard let text = text(tree, what) else { return nil }
    if let found = known.first(where: { $0.0 == text }) { return found.1 }
    report(.unknownOption(text, what, known: known.map(\.0)), at: tree)
    return nil
  }
}
