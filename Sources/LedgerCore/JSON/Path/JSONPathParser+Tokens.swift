extension JSONPathParser {
  var next: UInt8? { index < bytes.count ? bytes[index] : nil }

  func fault(_ reason: JSONPathFault.Reason, at place: Int? = nil) -> JSONPathFault {
    JSONPathFault(offset: place ?? index, reason: reason)
  }

  /// Takes the text if it stands here.
  mutating func take(_ text: StaticString) -> Bool {
    let isHere = text.withUTF8Buffer { wanted in
      bytes[index...].prefix(wanted.count).elementsEqual(wanted)
    }
    if isHere { index += text.utf8CodeUnitCount }
    return isHere
  }

  mutating func expect(_ text: StaticString) throws(JSONPathFault) {
    guard take(text) else { throw fault(.expected("\(text)")) }
  }

  func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 10 || byte == 13 }

  mutating func skipBlanks() {
    while let byte = next, isBlank(byte) { index += 1 }
  }

  mutating func skipDigits() -> Int {
    let start = index
    while let byte = next, byte &- 48 < 10 { index += 1 }
    return index - start
  }

  /// An index or a part of a slice: no leading zeros, no `-0`, within ±(2^53 - 1).
  mutating func wholeNumber() throws(JSONPathFault) -> Int {
    let start = index
    let isNegative = take("-")
    let digits = index
    let count = skipDigits()
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    guard count > 0, count == 1 || bytes[digits] != UInt8(ascii: "0"), let value = Int(text),
      value.magnitude < 1 << 53, !(isNegative && value == 0)
    else { throw fault(.badIndex, at: start) }
    return value
  }

  /// A number in a filter, as written.
  mutating func number() throws(JSONPathFault) -> [UInt8] {
    let start = index
    _ = take("-")
    let digits = index
    let count = skipDigits()
    guard count > 0, count == 1 || bytes[digits] != UInt8(ascii: "0") else {
      throw fault(.badNumber, at: start)
    }
    if take(".") {
      guard skipDigits() > 0 else { throw fault(.badNumber, at: start) }
    }
    if take("e") || take("E") {
      _ = take("-") || take("+")
      guard skipDigits() > 0 else { throw fault(.badNumber, at: start) }
    }
    return Array(bytes[start..<index])
  }

  /// A string in single or double quotes.
  mutating func string() throws(JSONPathFault) -> String {
    let start = index
    let quote = bytes[index]
    index += 1
    var text: [UInt8] = []
    while let byte = next, byte != quote {
      guard byte >= 0x20 else { throw fault(.badString) }
      index += 1
      if byte == UInt8(ascii: "\\") {
        try escape(quote: quote, into: &text)
      } else {
        text.append(byte)
      }
    }
    guard next == quote else { throw fault(.badString, at: start) }
    index += 1
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func escape(
    quote: UInt8, into text: inout [UInt8]
  ) throws(JSONPathFault) {
    let place = index
    guard let byte = next else { throw fault(.badString) }
    index += 1
    switch byte {
    case quote, UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(8)
    case UInt8(ascii: "f"): text.append(12)
    case UInt8(ascii: "n"): text.append(10)
    case UInt8(ascii: "r"): text.append(13)
    case UInt8(ascii: "t"): text.append(9)
    case UInt8(ascii: "u"):
      guard let scalar = escapedScalar() else { throw fault(.badString, at: place) }
      text.append(contentsOf: String(scalar).utf8)
    default: throw fault(.badString, at: place)
    }
  }

  /// Four hexadecimal digits, or two times four for a surrogate pair.
  private mutating func escapedScalar() -> Unicode.Scalar? {
    guard let unit = escapedUnit() else { return nil }
    guard unit >= 0xd800, unit <= 0xdbff else { return Unicode.Scalar(unit) }
    guard take("\\u"), let low = escapedUnit(), low >= 0xdc00, low <= 0xdfff else { return nil }
    return Unicode.Scalar(0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00))
  }

  private mutating func escapedUnit() -> UInt32? {
    let digits = bytes[index...].prefix(4)
    guard digits.count == 4,
      let pair = Hex.decode(String(decoding: digits, as: UTF8.self))
    else { return nil }
    index += 4
    return UInt32(pair[0]) << 8 | UInt32(pair[1])
  }
}
