/// Answers a filter's tests for one node after the other.
struct JSONPathFilter {
  let document: JSONDocument
  let root: JSONNode

  /// A value that an operand yields.
  enum Value {
    case nothing
    case node(JSONNode)
    case text([UInt8])
    case number([UInt8])
    case count(Int)
    case `true`, `false`, null
  }

  func holds(_ test: JSONPathTest, for node: JSONNode) -> Bool {
    switch test {
    case .all(let tests): tests.allSatisfy { holds($0, for: node) }
    case .any(let tests): tests.contains { holds($0, for: node) }
    case .not(let test): !holds(test, for: node)
    case .exists(let query): first(query, for: node) != nil
    case .compare(let left, let comparison, let right):
      compare(value(of: left, for: node), comparison, value(of: right, for: node))
    case .matches(let text, let pattern, let isWhole):
      matches(value(of: text, for: node), pattern, isWhole: isWhole, for: node)
    }
  }

  private func first(_ query: JSONPathQuery, for node: JSONNode) -> JSONNode? {
    let start = query.isRelative ? node : root
    if let singular = query.singular { return singular.node(in: document, from: start) }
    return nodes(query, for: node, countMax: 1).first
  }

  private func nodes(
    _ query: JSONPathQuery, for node: JSONNode, countMax: Int
  ) -> [JSONNode] {
    var evaluation = JSONPathEvaluation(document: document, root: root, countMax: countMax)
    evaluation.run(query, from: query.isRelative ? node : root)
    return evaluation.nodes
  }

  private func value(of operand: JSONPathOperand, for node: JSONNode) -> Value {
    switch operand {
    case .text(let text): .text(text)
    case .number(let number): .number(number)
    case .true: .true
    case .false: .false
    case .null: .null
    case .node(let query): first(query, for: node).map { .node($0) } ?? .nothing
    case .length(let operand): length(of: value(of: operand, for: node))
    case .count(let query): .count(nodes(query, for: node, countMax: .max).count)
    case .value(let query): only(nodes(query, for: node, countMax: 2))
    }
  }

  private func only(_ nodes: [JSONNode]) -> Value {
    nodes.count == 1 ? .node(nodes[0]) : .nothing
  }

  /// RFC 9535, section 2.4.4: characters, elements or members.
  private func length(of value: Value) -> Value {
    switch value {
    case .text(let text): return .count(text.count { $0 & 0xc0 != 0x80 })
    case .node(let node):
      switch document.watchedKind(node) {
      case .object, .array: return .count(document.count(of: node))
      case .string:
        return .count(document.withUTF8(node) { text in text.count { $0 & 0xc0 != 0x80 } })
      case .number, .true, .false, .null: return .nothing
      }
    case .nothing, .number, .count, .true, .false, .null: return .nothing
    }
  }

  private func matches(
    _ value: Value, _ pattern: JSONPathPattern, isWhole: Bool, for node: JSONNode
  ) -> Bool {
    guard let regexp = regexp(pattern, for: node) else { return false }
    return withText(value) { text in
      isWhole ? regexp.matches(text) : regexp.isFound(in: text)
    } ?? false
  }

  private func regexp(_ pattern: JSONPathPattern, for node: JSONNode) -> IRegexp? {
    switch pattern {
    case .literal(let regexp): return regexp
    case .computed(let operand):
      let text = withText(value(of: operand, for: node)) { String(decoding: $0, as: UTF8.self) }
      return text.flatMap { try? IRegexp(parsing: $0) }
    }
  }

  /// Calls `body` with a string's text; nil where the value is no string.
  func withText<Outcome>(
    _ value: Value, _ body: (UnsafeBufferPointer<UInt8>) -> Outcome
  ) -> Outcome? {
    switch value {
    case .text(let text): text.withUnsafeBufferPointer(body)
    case .node(let node) where document.watchedKind(node) == .string:
      document.withUTF8(node, body)
    case .nothing, .node, .number, .count, .true, .false, .null: nil
    }
  }
}
