/// Finds names and values of an XML text. Comments, CDATA, declarations and broken
/// markup are values.
struct MarkupWalk {
  let bytes: UnsafeRawBufferPointer
  var index: Int
  private var isInTag = false

  init(bytes: UnsafeRawBufferPointer, index: Int) {
    self.bytes = bytes
    self.index = index
  }

  mutating func next() -> BodyToken? {
    guard index < bytes.count else { return nil }
    return isInTag ? inTag() : outside()
  }

  private mutating func outside() -> BodyToken? {
    let start = index
    while index < bytes.count, bytes[index] != UInt8(ascii: "<") { index += 1 }
    if index > start { return .value(start..<index) }
    index += 1
    guard index < bytes.count else { return nil }
    switch bytes[index] {
    case UInt8(ascii: "!"), UInt8(ascii: "?"): return upTo(UInt8(ascii: ">"))
    case UInt8(ascii: "/"): index += 1
    default: break
    }
    isInTag = true
    return next()
  }

  private mutating func inTag() -> BodyToken? {
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: ">"):
        isInTag = false
        index += 1
        return next()
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        index += 1
        let value = upTo(byte)
        index = min(index + 1, bytes.count)
        return value
      case UInt8(ascii: "="), UInt8(ascii: "/"): index += 1
      case _ where TokenWalk.isSpace(byte): index += 1
      default: return name()
      }
    }
    return nil
  }

  /// A bare word; after `=` it would be a value without quotes, which XML does not allow.
  private mutating func name() -> BodyToken {
    let start = index
    let isValue = start > 0 && bytes[start - 1] == UInt8(ascii: "=")
    while index < bytes.count, !MarkupWalk.endsName(bytes[index]) { index += 1 }
    if index == start { index += 1 }
    return isValue ? .value(start..<index) : .key(start..<index)
  }

  private mutating func upTo(_ end: UInt8) -> BodyToken {
    let start = index
    while index < bytes.count, bytes[index] != end { index += 1 }
    return .value(start..<index)
  }

  private static func endsName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: ">"), UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "\""),
      UInt8(ascii: "'"), UInt8(ascii: "<"):
      true
    default: TokenWalk.isSpace(byte)
    }
  }
}
