extension JSONPathFilter {
  /// RFC 9535, section 2.3.5.2.2.
  func compare(_ left: Value, _ comparison: JSONPathTest.Comparison, _ right: Value) -> Bool {
    switch comparison {
    case .equal: areEqual(left, right)
    case .notEqual: !areEqual(left, right)
    case .less: isLess(left, right)
    case .lessOrEqual: isLess(left, right) || areEqual(left, right)
    case .greater: isLess(right, left)
    case .greaterOrEqual: isLess(right, left) || areEqual(left, right)
    }
  }

  private enum Simple { case nothing, number, text, `true`, `false`, null, object, array }

  private func simple(_ value: Value) -> Simple {
    switch value {
    case .nothing: .nothing
    case .text: .text
    case .number, .count: .number
    case .true: .true
    case .false: .false
    case .null: .null
    case .node(let node):
      switch document.watchedKind(node) {
      case .object: .object
      case .array: .array
      case .string: .text
      case .number: .number
      case .true: .true
      case .false: .false
      case .null: .null
      }
    }
  }

  private func areEqual(_ left: Value, _ right: Value) -> Bool {
    let kind = simple(left)
    guard kind == simple(right) else { return false }
    switch kind {
    case .nothing, .true, .false, .null: return true
    case .text: return textOrder(left, right) == 0
    case .number: return numberOrder(left, right) == 0
    case .object, .array:
      guard case .node(let first) = left, case .node(let second) = right else { return false }
      return document.isEqual(first, second)
    }
  }

  private func isLess(_ left: Value, _ right: Value) -> Bool {
    switch (simple(left), simple(right)) {
    case (.text, .text): textOrder(left, right).map { $0 < 0 } ?? false
    case (.number, .number): numberOrder(left, right).map { $0 < 0 } ?? false
    default: false
    }
  }

  private func textOrder(_ left: Value, _ right: Value) -> Int? {
    withText(left) { first in withText(right) { second in compareBytes(first, second) } } ?? nil
  }

  private func numberOrder(_ left: Value, _ right: Value) -> Int? {
    withNumber(left) { first in
      withNumber(right) { second in DecimalText.compare(first, second) } ?? nil
    } ?? nil
  }

  private func withNumber<Outcome>(
    _ value: Value, _ body: (UnsafeBufferPointer<UInt8>) -> Outcome
  ) -> Outcome? {
    switch value {
    case .number(let token): token.withUnsafeBufferPointer(body)
    case .count(let count): DecimalText.withBytes(String(count), body)
    case .node(let node): document.withUTF8(node, body)
    case .nothing, .text, .true, .false, .null: nil
    }
  }
}

extension JSONDocument {
  /// Are two values the same (RFC 9535, section 2.3.5.2.2): numbers by value, objects in any order?
  func isEqual(_ left: JSONNode, _ right: JSONNode) -> Bool {
    let kind = watchedKind(left)
    guard kind == watchedKind(right) else { return false }
    switch kind {
    case .true, .false, .null: return true
    case .string:
      return withUTF8(left) { first in withUTF8(right) { compareBytes(first, $0) == 0 } }
    case .number:
      return withUTF8(left) { first in withUTF8(right) { DecimalText.compare(first, $0) == 0 } }
    case .array:
      guard count(of: left) == count(of: right) else { return false }
      return zip(children(of: left), children(of: right)).allSatisfy { isEqual($0, $1) }
    case .object:
      guard count(of: left) == count(of: right) else { return false }
      return children(of: left).allSatisfy { value in
        let key = JSONNode(value.place - 1)
        let hash = tape[key.place].next
        guard let other = withUTF8(key, { member($0, hash: hash, of: right) }) else { return false }
        return isEqual(value, other)
      }
    }
  }

  /// The kind of a value that is about to be compared.
  func watchedKind(_ node: JSONNode) -> Kind {
    watch?.note(node)
    return kind(node)
  }
}
