/// The elements of an array or the values of an object, in document order.
public struct JSONChildren: Sequence, IteratorProtocol, Sendable {
  @usableFromInline let tape: [TapeNode]
  @usableFromInline var place: Int
  @usableFromInline let end: Int
  /// 1 where each value has its name before it.
  @usableFromInline let stepToValue: Int

  @inlinable init(document: JSONDocument, node: JSONNode) {
    let entry = document.tape[node.place]
    tape = document.tape
    place = node.place + 1
    end = entry.isContainer ? Int(entry.next) : place
    stepToValue = entry.isObject ? 1 : 0
  }

  @inlinable public mutating func next() -> JSONNode? {
    guard place < end else { return nil }
    let value = place + stepToValue
    place = tape[value].end(from: value)
    return JSONNode(value)
  }
}

/// The members of an object, in document order.
public struct JSONMembers: Sequence, IteratorProtocol, Sendable {
  @usableFromInline let document: JSONDocument
  @usableFromInline var values: JSONChildren

  @inlinable init(document: JSONDocument, node: JSONNode) {
    self.document = document
    values = JSONChildren(document: document, node: node)
    if !document.tape[node.place].isObject { values.place = values.end }
  }

  @inlinable public mutating func next() -> (name: String, value: JSONNode)? {
    guard let value = values.next() else { return nil }
    return (document.text(JSONNode(value.place - 1)), value)
  }
}

extension JSONDocument {
  /// The elements of an array or the values of an object; nothing for anything else.
  @inlinable public func children(of node: JSONNode) -> JSONChildren {
    JSONChildren(document: self, node: node)
  }

  /// The members of an object; nothing for anything else.
  @inlinable public func members(of node: JSONNode) -> JSONMembers {
    JSONMembers(document: self, node: node)
  }
}
