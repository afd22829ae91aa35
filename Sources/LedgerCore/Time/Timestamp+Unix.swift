extension Timestamp {
  /// Seconds since 1970, whole or decimal; digits below the microsecond are cut off.
  public init?(unixSeconds text: UnsafeBufferPointer<UInt8>) {
    self.init(text, exponent: 6)
  }

  /// Milliseconds since 1970, whole or decimal; digits below the microsecond are cut off.
  public init?(unixMilliseconds text: UnsafeBufferPointer<UInt8>) {
    self.init(text, exponent: 3)
  }

  public init?(unixSeconds text: String) {
    guard let instant = DecimalText.withBytes(text, { Timestamp(unixSeconds: $0) }) else {
      return nil
    }
    self = instant
  }

  public init?(unixMilliseconds text: String) {
    guard let instant = DecimalText.withBytes(text, { Timestamp(unixMilliseconds: $0) }) else {
      return nil
    }
    self = instant
  }

  /// Reads `/Date(1700000000000)/`, as the JSON of older .NET writes it. An offset (`+0100`) after
  /// the milliseconds says where they were written, not when: they count from 1970 in UTC.
  public init?(jsonDate text: UnsafeBufferPointer<UInt8>) {
    let prefix = Array("/Date(".utf8)
    let suffix = Array(")/".utf8)
    guard text.count > prefix.count + suffix.count, text.starts(with: prefix),
      text.suffix(2).elementsEqual(suffix)
    else { return nil }
    var inside = text[prefix.count..<text.count - suffix.count]
    if let sign = inside.dropFirst().lastIndex(where: { $0 == 43 || $0 == 45 }) {
      let offset = inside[(sign + 1)...]
      guard offset.count == 4, offset.allSatisfy({ $0 &- 48 < 10 }) else { return nil }
      inside = inside[..<sign]
    }
    let digits = inside.first == UInt8(ascii: "-") ? inside.dropFirst() : inside
    guard !digits.isEmpty, digits.allSatisfy({ $0 &- 48 < 10 }) else { return nil }
    self.init(unixMilliseconds: UnsafeBufferPointer(rebasing: inside))
  }

  public init?(jsonDate text: String) {
    guard let instant = DecimalText.withBytes(text, { Timestamp(jsonDate: $0) }) else { return nil }
    self = instant
  }

  private init?(_ text: UnsafeBufferPointer<UInt8>, exponent: Int) {
    guard let value = try? DecimalText.truncatedUnits(text, exponent: exponent) else { return nil }
    self.init(microseconds: value)
  }
}
