extension BodyWriter {
  @discardableResult
  func number(_ value: Int64) -> BodyWriter {
    if value < 0 { byte(UInt8(ascii: "-")) }
    var rest = value.magnitude
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var start = 20
      repeat {
        start -= 1
        digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      } while rest > 0
      raw(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(digits)[start...]))
    }
    return self
  }

  @discardableResult @inline(__always)
  func number(_ value: Int) -> BodyWriter { number(Int64(value)) }

  /// The last `width` decimal digits, with leading zeros.
  @discardableResult
  func digits(_ value: UInt64, width: Int) -> BodyWriter {
    let target = reserve(width)
    var rest = value
    var index = width
    while index > 0 {
      index -= 1
      target[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    advance(width)
    return self
  }

  /// `41220` minor units as `412.20`; of a currency without decimals, as `41220`.
  @discardableResult
  func money(_ minor: Int64) -> BodyWriter {
    if minor < 0 { byte(UInt8(ascii: "-")) }
    let unit = BodyWriter.powers[exponent]
    number(Int64(minor.magnitude / unit))
    guard exponent > 0 else { return self }
    return byte(UInt8(ascii: ".")).digits(minor.magnitude % unit, width: exponent)
  }

  /// `41220` minor units as `412.2`, as systems write money that is a JSON number.
  @discardableResult
  func shortMoney(_ minor: Int64) -> BodyWriter {
    if minor < 0 { byte(UInt8(ascii: "-")) }
    let unit = BodyWriter.powers[exponent]
    number(Int64(minor.magnitude / unit))
    var (rest, width) = (minor.magnitude % unit, exponent)
    guard rest > 0 else { return self }
    while rest % 10 == 0 {
      rest /= 10
      width -= 1
    }
    return byte(UInt8(ascii: ".")).digits(rest, width: width)
  }

  private static let powers: [UInt64] = [1, 10, 100, 1000]

  @discardableResult @inline(__always)
  func flag(_ value: Bool) -> BodyWriter { value ? text("true") : text("false") }
}
