extension BodyWriter {
  /// The low `width` hexadecimal digits.
  @discardableResult
  func hex(_ value: UInt64, width: Int) -> BodyWriter {
    let target = reserve(width)
    for index in 0..<width {
      let nibble = UInt8(truncatingIfNeeded: value >> UInt64((width - 1 - index) * 4)) & 15
      target[index] = nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
    }
    advance(width)
    return self
  }

  /// A UUID of version 4 made of a seed's bits.
  @discardableResult
  func uuid(_ seed: UInt64) -> BodyWriter {
    let high = SplitMix64.mixed(seed)
    let low = SplitMix64.mixed(seed ^ 0x5851_f42d_4c95_7f2d)
    hex(high >> 32, width: 8).byte(UInt8(ascii: "-"))
    hex(high >> 16, width: 4).text("-4").hex(high, width: 3).byte(UInt8(ascii: "-"))
    hex(0x8000 | (low >> 48) & 0x3fff, width: 4).byte(UInt8(ascii: "-"))
    return hex(low, width: 12)
  }

  /// `width` letters and digits made of a seed's bits, as in Stripe's identifiers.
  @discardableResult
  func token(_ seed: UInt64, width: Int) -> BodyWriter {
    let target = reserve(width)
    var bits = SplitMix64.mixed(seed)
    for index in 0..<width {
      if index > 0, index % 10 == 0 { bits = SplitMix64.mixed(bits &+ seed) }
      let digit = UInt8(truncatingIfNeeded: bits % 62)
      bits /= 62
      target[index] =
        switch digit {
        case 0..<10: UInt8(ascii: "0") + digit
        case 10..<36: UInt8(ascii: "A") + digit - 10
        default: UInt8(ascii: "a") + digit - 36
        }
    }
    advance(width)
    return self
  }

  /// Text of unknown origin as a JSON string, with quotes.
  @discardableResult
  public func quoted(_ text: some StringProtocol) -> BodyWriter {
    byte(UInt8(ascii: "\""))
    for character in text.utf8 {
      switch character {
      case UInt8(ascii: "\""): self.text(#"\""#)
      case UInt8(ascii: "\\"): self.text(#"\\"#)
      case 0..<0x20: self.text(#"\u00"#).hex(UInt64(character), width: 2)
      default: byte(character)
      }
    }
    return byte(UInt8(ascii: "\""))
  }
}

extension BodyWriter {
  /// Text as it is.
  @discardableResult
  public func plain(_ text: some StringProtocol) -> BodyWriter {
    for character in text.utf8 { byte(character) }
    return self
  }
}
