extension Signature {
  /// Appends the signature's bytes.
  public func append(to bytes: inout [UInt8]) {
    bytes.append(standing.rawValue)
    Signature.append(text: channelKind, to: &bytes)
    Signature.append(text: shape, to: &bytes)
    precondition(values.count < 256, "a shape has at most 255 facts")
    bytes.append(UInt8(values.count))
    for value in values { Signature.append(value, to: &bytes) }
    let flaws = flaws.prefix(255)
    bytes.append(UInt8(flaws.count))
    for flaw in flaws {
      Signature.append(text: flaw.reason, to: &bytes)
      Signature.append(text: flaw.place, to: &bytes)
    }
  }

  public static func append(_ value: Value, to bytes: inout [UInt8]) {
    switch value {
    case .absent: bytes.append(0)
    case .null: bytes.append(1)
    case .overflow: bytes.append(2)
    case .text(let text) where text.utf8.count > 255: bytes.append(2)
    case .text(let text):
      bytes.append(3)
      append(text: text, to: &bytes)
    }
  }

  /// Appends a length byte and at most 255 bytes of UTF-8.
  public static func append(text: String, to bytes: inout [UInt8]) {
    let utf8 = text.utf8.prefix(255)
    bytes.append(UInt8(utf8.count))
    bytes.append(contentsOf: utf8)
  }

  /// Reads a signature back; nil where the bytes are not one.
  public init?(bytes: some Collection<UInt8>) {
    var reader = Reader(bytes: Array(bytes))
    guard let standing = reader.byte().flatMap(Standing.init(rawValue:)),
      let kind = reader.text(), let shape = reader.text(), let count = reader.byte()
    else { return nil }
    var values: [Value] = []
    for _ in 0..<count {
      guard let value = reader.value() else { return nil }
      values.append(value)
    }
    guard let flawCount = reader.byte() else { return nil }
    var flaws: [Flaw] = []
    for _ in 0..<flawCount {
      guard let reason = reader.text(), let place = reader.text() else { return nil }
      flaws.append(Flaw(reason: reason, place: place))
    }
    guard reader.isAtEnd else { return nil }
    self.init(
      standing: standing, channelKind: kind, shape: shape, values: values, flaws: flaws)
  }

  private struct Reader {
    let bytes: [UInt8]
    var index = 0

    var isAtEnd: Bool { index == bytes.count }

    mutating func byte() -> UInt8? {
      guard index < bytes.count else { return nil }
      defer { index += 1 }
      return bytes[index]
    }

    mutating func text() -> String? {
      guard let count = byte(), index + Int(count) <= bytes.count else { return nil }
      defer { index += Int(count) }
      return String(decoding: bytes[index..<index + Int(count)], as: UTF8.self)
    }

    mutating func value() -> Value? {
      switch byte() {
      case 0: .absent
      case 1: .null
      case 2: .overflow
      case 3: text().map { .text($0) }
      default: nil
      }
    }
  }
}
