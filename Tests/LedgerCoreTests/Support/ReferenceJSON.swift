import LedgerCore

/// A plain reader of RFC 8259, to hold the fast one against: one byte after the other, no tables.
/// Refuses what `JSONDocument` promises to refuse.
indirect enum ReferenceJSON: Equatable {
  case object([Member])
  case array([ReferenceJSON])
  case string(String)
  case number(String)
  case `true`, `false`, null

  struct Member: Equatable {
    var name: String
    var value: ReferenceJSON
  }

  /// Nil where the bytes are no document.
  static func parse(_ bytes: [UInt8], depthMax: Int = 128) -> ReferenceJSON? {
    guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
    var reader = Reader(bytes: bytes, depthMax: depthMax)
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { reader.index = 3 }
    guard let value = reader.value(depth: 0) else { return nil }
    reader.skipSpaces()
    return reader.index == bytes.count ? value : nil
  }

  /// The same, read off a document's public face.
  init(_ document: JSONDocument, _ node: JSONNode) {
    switch document.kind(node) {
    case .object:
      self = .object(
        document.members(of: node).map {
          Member(name: $0.name, value: ReferenceJSON(document, $0.value))
        })
    case .array: self = .array(document.children(of: node).map { ReferenceJSON(document, $0) })
    case .string: self = .string(document.text(node))
    case .number: self = .number(document.text(node))
    case .true: self = .true
    case .false: self = .false
    case .null: self = .null
    }
  }
}

private struct Reader {
  let bytes: [UInt8]
  let depthMax: Int
  var index = 0

  init(bytes: [UInt8], depthMax: Int) {
    self.bytes = bytes
    self.depthMax = depthMax
  }

  var next: UInt8? { index < bytes.count ? bytes[index] : nil }

  mutating func skipSpaces() {
    while let byte = next, [0x20, 0x09, 0x0a, 0x0d].contains(byte) { index += 1 }
  }

  mutating func take(_ text: String) -> Bool {
    guard bytes[index...].starts(with: text.utf8) else { return false }
    index += text.utf8.count
    return true
  }

  mutating func value(depth: Int) -> ReferenceJSON? {
    skipSpaces()
    if take("true") { return .true }
    if take("false") { return .false }
    if take("null") { return .null }
    switch next {
    case UInt8(ascii: "\""): return string().map { .string($0) }
    case UInt8(ascii: "{"): return depth < depthMax ? object(depth: depth + 1) : nil
    case UInt8(ascii: "["): return depth < depthMax ? array(depth: depth + 1) : nil
    default: return number().map { .number($0) }
    }
  }

  mutating func object(depth: Int) -> ReferenceJSON? {
    index += 1
    var members: [ReferenceJSON.Member] = []
    var names: Set<[UInt8]> = []
    skipSpaces()
    if take("}") { return .object([]) }
    while true {
      skipSpaces()
      guard next == UInt8(ascii: "\""), let name = string() else { return nil }
      guard names.insert(Array(name.utf8)).inserted else { return nil }
      skipSpaces()
      guard take(":"), let value = value(depth: depth) else { return nil }
      members.append(ReferenceJSON.Member(name: name, value: value))
      skipSpaces()
      if take("}") { return .object(members) }
      guard take(",") else { return nil }
    }
  }

  mutating func array(depth: Int) -> ReferenceJSON? {
    index += 1
    var elements: [ReferenceJSON] = []
    skipSpaces()
    if take("]") { return .array([]) }
    while true {
      guard let value = value(depth: depth) else { return nil }
      elements.append(value)
      skipSpaces()
      if take("]") { return .array(elements) }
      guard take(",") else { return nil }
    }
  }

  mutating func digits() -> Bool {
    let start = index
    while let byte = next, byte >= 0x30, byte <= 0x39 { index += 1 }
    return index > start
  }

  mutating func number() -> String? {
    let start = index
    _ = take("-")
    guard take("0") || digits() else { return nil }
    if take(".") { guard digits() else { return nil } }
    if take("e") || take("E") {
      _ = take("+") || take("-")
      guard digits() else { return nil }
    }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  mutating func string() -> String? {
    index += 1
    var units: [UInt8] = []
    while let byte = next {
      index += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: units, as: UTF8.self)
      case 0..<0x20: return nil
      case UInt8(ascii: "\\"):
        guard let scalar = escape() else { return nil }
        units += Array(String(scalar).utf8)
      default: units.append(byte)
      }
    }
    return nil
  }

  mutating func escape() -> Unicode.Scalar? {
    guard let byte = next else { return nil }
    index += 1
    let plain: [UInt8: Unicode.Scalar] = [
      0x22: "\"", 0x5c: "\\", 0x2f: "/", 0x62: "\u{8}", 0x66: "\u{c}", 0x6e: "\n", 0x72: "\r",
      0x74: "\t",
    ]
    guard byte == UInt8(ascii: "u") else { return plain[byte] }
    guard let unit = hex() else { return nil }
    guard (0xd800..<0xdc00).contains(unit) else { return Unicode.Scalar(unit) }
    guard take("\\u"), let low = hex(), (0xdc00..<0xe000).contains(low) else { return nil }
    return Unicode.Scalar(0x10000 + (unit - 0xd800) * 0x400 + (low - 0xdc00))
  }

  mutating func hex() -> UInt32? {
    let digits = bytes[index...].prefix(4)
    let isHex = digits.allSatisfy { Unicode.Scalar($0).properties.isASCIIHexDigit }
    guard digits.count == 4, isHex else { return nil }
    index += 4
    return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
  }
}
