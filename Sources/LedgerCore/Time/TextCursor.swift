/// Reads fixed forms from ASCII text, left to right.
struct TextCursor {
  let text: UnsafeBufferPointer<UInt8>
  var index = 0

  init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

  var isAtEnd: Bool { index == text.count }
  var next: UInt8? { index < text.count ? text[index] : nil }

  /// Takes one character if it is one of these.
  mutating func take(_ characters: UInt8...) -> Bool {
    guard let next, characters.contains(next) else { return false }
    index += 1
    return true
  }

  /// Exactly `count` digits.
  mutating func number(digits count: Int) -> Int? {
    guard index + count <= text.count else { return nil }
    var value = 0
    for _ in 0..<count {
      let digit = text[index] &- 48
      guard digit < 10 else { return nil }
      value = value * 10 + Int(digit)
      index += 1
    }
    return value
  }

  /// As many digits as there are, up to `max`, at least one; with their number.
  mutating func number(digitsMax max: Int) -> (value: Int, count: Int)? {
    let start = index
    var value = 0
    while index - start < max, let character = next, character &- 48 < 10 {
      value = value * 10 + Int(character - 48)
      index += 1
    }
    return index == start ? nil : (value, index - start)
  }

  /// Microseconds of the digits that follow; those beyond the sixth are dropped.
  mutating func fraction() -> Int? {
    let start = index
    var value = 0
    while let character = next, character &- 48 < 10 {
      if index - start < 6 { value = value * 10 + Int(character - 48) }
      index += 1
    }
    let count = index - start
    guard count > 0 else { return nil }
    for _ in 0..<max(0, 6 - count) { value *= 10 }
    return value
  }

  /// Letters, in lower case, as one number of up to eight bytes.
  mutating func word() -> [UInt8] {
    var letters: [UInt8] = []
    while letters.count < 16, let character = next, (character | 0x20) &- 97 < 26 {
      letters.append(character | 0x20)
      index += 1
    }
    return letters
  }
}
