/// A JSON value to be written: members keep their order, so that equal values give equal bytes.
public indirect enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  case int(Int64)
  case string(String)
  case array([JSONValue])
  case members([Member])

  public struct Member: Sendable, Hashable {
    public var name: String
    public var value: JSONValue
  }

  public static func object(_ members: [(String, JSONValue)]) -> JSONValue {
    .members(members.map { Member(name: $0.0, value: $0.1) })
  }

  public static func int(_ value: Int) -> JSONValue { .int(Int64(value)) }

  /// The string, or null.
  public static func optional(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

  /// Compact UTF-8, without line breaks.
  public var utf8: [UInt8] {
    var bytes: [UInt8] = []
    write(to: &bytes, indent: nil)
    return bytes
  }

  /// Two spaces a level, for people.
  public var pretty: String {
    var bytes: [UInt8] = []
    write(to: &bytes, indent: 0)
    return String(decoding: bytes, as: UTF8.self)
  }

  public var compact: String { String(decoding: utf8, as: UTF8.self) }

  private func write(to bytes: inout [UInt8], indent: Int?) {
    switch self {
    case .null: bytes += Array("null".utf8)
    case .bool(let value): bytes += Array((value ? "true" : "false").utf8)
    case .int(let value): bytes += Array(String(value).utf8)
    case .string(let text): JSONValue.write(text, to: &bytes)
    case .array(let elements):
      JSONValue.write(elements, "[", "]", to: &bytes, indent) { element, bytes, indent in
        element.write(to: &bytes, indent: indent)
      }
    case .members(let members):
      JSONValue.write(members, "{", "}", to: &bytes, indent) { member, bytes, indent in
        JSONValue.write(member.name, to: &bytes)
        bytes += Array((indent == nil ? ":" : ": ").utf8)
        member.value.write(to: &bytes, indent: indent)
      }
    }
  }

  private static func write<Element>(
    _ elements: [Element], _ open: Unicode.Scalar, _ close: Unicode.Scalar,
    to bytes: inout [UInt8], _ indent: Int?, _ body: (Element, inout [UInt8], Int?) -> Void
  ) {
    bytes.append(UInt8(ascii: open))
    for (index, element) in elements.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      breakLine(indent.map { $0 + 1 }, &bytes)
      body(element, &bytes, indent.map { $0 + 1 })
    }
    if !elements.isEmpty { breakLine(indent, &bytes) }
    bytes.append(UInt8(ascii: close))
  }

  private static func breakLine(_ indent: Int?, _ bytes: inout [UInt8]) {
    guard let indent else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes += Array(repeating: UInt8(ascii: " "), count: indent * 2)
  }

  /// RFC 8259, section 7: the short escapes, `\u00XX` for other control characters, all
  /// else as it is.
  package static func write(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): bytes += Array("\\\"".utf8)
      case UInt8(ascii: "\\"): bytes += Array("\\\\".utf8)
      case 10: bytes += Array("\\n".utf8)
      case 13: bytes += Array("\\r".utf8)
      case 9: bytes += Array("\\t".utf8)
      case 0..<32: bytes += Array(("\\u00" + Hex.encode([byte])).utf8)
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
