/// What the bytes of a body are, as far as scrubbing must know.
enum BodyToken {
  /// A name of a field, element or attribute.
  case key(Range<Int>)
  /// Everything that is neither a name nor structure.
  case value(Range<Int>)
}

/// Splits a body into names, values and structure. It never fails: what it does not understand is a
/// value, so nothing of it gets into a dictionary.
enum TokenWalk {
  static func walk(
    _ bytes: UnsafeRawBufferPointer, from start: Int, _ found: (BodyToken) -> Void
  ) {
    var index = start
    while index < bytes.count, isSpace(bytes[index]) { index += 1 }
    guard index < bytes.count else { return }
    switch bytes[index] {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      var walk = JSONWalk(bytes: bytes, index: index)
      while let token = walk.next() { found(token) }
    case UInt8(ascii: "<"):
      var walk = MarkupWalk(bytes: bytes, index: index)
      while let token = walk.next() { found(token) }
    default: found(.value(index..<bytes.count))
    }
  }

  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09
  }
}
