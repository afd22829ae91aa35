import CSimdJSON
import Glibc

extension JSONDocument {
  @inlinable public func kind(_ node: JSONNode) -> Kind {
    switch tape[node.place].kindCode {
    case 0: .object
    case 1: .array
    case 2: .string
    case 3: .number
    case 4: .true
    case 5: .false
    default: .null
    }
  }

  /// The exact bytes of a value, quotes and brackets included.
  @inlinable public func range(_ node: JSONNode) -> Range<Int> {
    let entry = tape[node.place]
    return Int(entry.start)..<Int(entry.start) + Int(entry.length)
  }

  /// A string's text without quotes and escapes; of anything else the exact bytes.
  public func text(_ node: JSONNode) -> String {
    withUTF8(node) { String(decoding: $0, as: UTF8.self) }
  }

  /// The text of an object's member; nil where it has none of that name, or it is no text.
  public func text(_ name: String, of node: JSONNode) -> String? {
    guard let member = member(name, of: node), kind(member) == .string else { return nil }
    return text(member)
  }

  /// Calls `body` with what `text` would give, as UTF-8, without copying.
  @inlinable public func withUTF8<Outcome>(
    _ node: JSONNode, _ body: (UnsafeBufferPointer<UInt8>) -> Outcome
  ) -> Outcome {
    let entry = tape[node.place]
    if entry.isEscaped {
      let place = entry.isKey ? Int(entry.start) : Int(entry.next)
      let count = entry.isKey ? Int(entry.length) : unescapedCount(at: place)
      return texts.withUnsafeBufferPointer {
        body(UnsafeBufferPointer(rebasing: $0[place..<place + count]))
      }
    }
    let margin = entry.isString && !entry.isKey ? 1 : 0
    let start = Int(entry.start) + margin
    let end = Int(entry.start) + Int(entry.length) - margin
    return bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[start..<end])) }
  }

  /// The length that stands before an unescaped string in `texts`.
  @usableFromInline func unescapedCount(at place: Int) -> Int {
    texts.withUnsafeBytes { Int($0.loadUnaligned(fromByteOffset: place - 4, as: UInt32.self)) }
  }

  /// Number of an array's elements or an object's members; 0 for anything else.
  public func count(of node: JSONNode) -> Int {
    let entry = tape[node.place]
    guard entry.isContainer else { return 0 }
    guard entry.count == TapeNode.countMax else { return entry.count }
    return children(of: node).reduce(into: 0) { count, _ in count += 1 }
  }

  /// The value of an object's member; nil where it has none, or where the node is no object.
  public func member(_ name: String, of node: JSONNode) -> JSONNode? {
    var name = name
    return name.withUTF8 { member($0, hash: JSONDocument.hash($0), of: node) }
  }

  /// The hash of a member's name, for looking it up many times.
  public static func hash(_ name: UnsafeBufferPointer<UInt8>) -> UInt32 {
    ledgerJSONHash(name.baseAddress, name.count)
  }

  /// The value of an object's member, whose name's hash is known.
  public func member(
    _ name: UnsafeBufferPointer<UInt8>, hash: UInt32, of node: JSONNode
  ) -> JSONNode? {
    tape.withUnsafeBufferPointer { tape in
      let object = tape[node.place]
      guard object.isObject else { return nil }
      let end = Int(object.next)
      var key = node.place + 1
      while key < end {
        let entry = tape[key]
        if entry.next == hash, Int(entry.length) == name.count, isText(of: entry, equalTo: name) {
          return JSONNode(key + 1)
        }
        key = tape[key + 1].end(from: key + 1)
      }
      return nil
    }
  }

  /// Calls `body` with the hash of every member's name, and with its value, in document order.
  @inlinable public func eachMember(
    of node: JSONNode, _ body: (_ hash: UInt32, _ value: JSONNode) -> Void
  ) {
    tape.withUnsafeBufferPointer { tape in
      guard tape[node.place].isObject else { return }
      let end = Int(tape[node.place].next)
      var key = node.place + 1
      while key < end {
        body(tape[key].next, JSONNode(key + 1))
        key = tape[key + 1].end(from: key + 1)
      }
    }
  }

  /// Is this the name of the member that has the value? Only for values of an object.
  public func isName(_ name: UnsafeBufferPointer<UInt8>, ofMember value: JSONNode) -> Bool {
    let key = tape[value.place - 1]
    return Int(key.length) == name.count && isText(of: key, equalTo: name)
  }

  private func isText(of key: TapeNode, equalTo name: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let wanted = name.baseAddress, name.count > 0 else { return true }
    return (key.isEscaped ? texts : bytes).withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return false }
      return memcmp(base + Int(key.start), wanted, name.count) == 0
    }
  }

  /// The element of an array; a negative index counts from the end. Nil where there is none.
  public func element(_ index: Int, of node: JSONNode) -> JSONNode? {
    tape.withUnsafeBufferPointer { tape in
      let array = tape[node.place]
      guard array.isArray else { return nil }
      var left = index
      if index < 0 {
        left = count(of: node) + index
        guard left >= 0 else { return nil }
      }
      let end = Int(array.next)
      var place = node.place + 1
      while place < end {
        if left == 0 { return JSONNode(place) }
        left -= 1
        place = tape[place].end(from: place)
      }
      return nil
    }
  }
}
