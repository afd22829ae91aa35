/// Finds names and values of a JSON text, and takes broken JSON for values.
struct JSONWalk {
  let bytes: UnsafeRawBufferPointer
  var index: Int
  /// One element per open container: whether it is an object.
  private var containers: [Bool] = []
  private var expectsKey = false

  init(bytes: UnsafeRawBufferPointer, index: Int) {
    self.bytes = bytes
    self.index = index
  }

  mutating func next() -> BodyToken? {
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: "{"): open(isObject: true)
      case UInt8(ascii: "["): open(isObject: false)
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        _ = containers.popLast()
        expectsKey = false
        index += 1
      case UInt8(ascii: ","):
        expectsKey = containers.last ?? false
        index += 1
      case UInt8(ascii: ":"):
        expectsKey = false
        index += 1
      case UInt8(ascii: "\""): return string()
      case _ where TokenWalk.isSpace(byte): index += 1
      default:
        if let value = scalar() { return value }
      }
    }
    return nil
  }

  private mutating func open(isObject: Bool) {
    containers.append(isObject)
    expectsKey = isObject
    index += 1
  }

  private mutating func string() -> BodyToken {
    let start = index + 1
    index = start
    while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
      index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    let end = min(index, bytes.count)
    index = min(index + 1, bytes.count)
    let isKey = expectsKey && isFollowedByColon()
    expectsKey = false
    return isKey ? .key(start..<end) : .value(start..<end)
  }

  private func isFollowedByColon() -> Bool {
    var next = index
    while next < bytes.count, TokenWalk.isSpace(bytes[next]) { next += 1 }
    return next < bytes.count && bytes[next] == UInt8(ascii: ":")
  }

  /// A number or anything unknown; nil for `true`, `false` and `null`, which are structure.
  private mutating func scalar() -> BodyToken? {
    let start = index
    while index < bytes.count, !JSONWalk.endsScalar(bytes[index]) { index += 1 }
    let word = bytes[start..<index]
    for literal in JSONWalk.literals where word.elementsEqual(literal) { return nil }
    return .value(start..<index)
  }

  private static let literals = ["true", "false", "null"].map { Array($0.utf8) }

  private static func endsScalar(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "]"),
      UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "\""):
      true
    default: TokenWalk.isSpace(byte)
    }
  }
}
