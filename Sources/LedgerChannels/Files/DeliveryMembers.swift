import LedgerCore

/// The members of an object that is no JSON as a whole, told apart by quotes and brackets alone: so
/// a delivery whose body breaks a rule, or breaks off, still has its headers.
public struct DeliveryMembers {
  private let bytes: [UInt8]
  /// By name; the first of those that are named alike.
  private var ranges: [String: Range<Int>] = [:]
  /// Whether the object was read to its closing bracket.
  public private(set) var isWhole = false

  /// Nil where the bytes do not begin like an object.
  public init?(_ bytes: [UInt8]) {
    self.bytes = bytes
    var cursor = Cursor(bytes)
    guard cursor.skip("{") else { return nil }
    while let name = cursor.string(), cursor.skip(":"), let value = cursor.value() {
      if let text = text(name), ranges[text] == nil { ranges[text] = value }
      guard cursor.skip(",") else { break }
    }
    isWhole = cursor.skip("}")
  }

  /// The bytes of a member's value, to the end where it breaks off; nil where there is no
  /// such member.
  public func value(_ name: String) -> ArraySlice<UInt8>? { ranges[name].map { bytes[$0] } }

  /// A member's value, where it is a text.
  public func text(_ name: String) -> String? { ranges[name].flatMap { text($0) } }

  private func text(_ range: Range<Int>) -> String? {
    guard let document = try? JSONDocument.parse(Array(bytes[range])),
      document.kind(document.root) == .string
    else { return nil }
    return document.text(document.root)
  }
}

private struct Cursor {
  private let bytes: [UInt8]
  private var index: Int

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    index = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
  }

  private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

  private mutating func skipBlanks() {
    while let byte = next, [0x20, 0x09, 0x0a, 0x0d].contains(byte) { index += 1 }
  }

  /// Goes behind a mark, if it is what comes next.
  mutating func skip(_ mark: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard next == UInt8(ascii: mark) else { return false }
    index += 1
    return true
  }

  /// The string that comes next, quotes included; nil where there is none.
  mutating func string() -> Range<Int>? {
    skipBlanks()
    guard next == UInt8(ascii: "\"") else { return nil }
    let start = index
    index += 1
    while let byte = next {
      index += 1
      if byte == UInt8(ascii: "\"") { return start..<index }
      if byte == UInt8(ascii: "\\") { index = min(index + 1, bytes.count) }
    }
    return start..<index
  }

  /// Whatever value comes next; to the end where it has none.
  mutating func value() -> Range<Int>? {
    skipBlanks()
    let start = index
    switch next {
    case nil: return nil
    case UInt8(ascii: "\""): return string()
    case UInt8(ascii: "{"), UInt8(ascii: "["): skipContainer()
    default:
      while let byte = next, ![0x2c, 0x7d, 0x20, 0x09, 0x0a, 0x0d].contains(byte) { index += 1 }
    }
    return start..<index
  }

  private mutating func skipContainer() {
    var depth = 0
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        _ = string()
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      default: break
      }
      index += 1
      if depth == 0 { return }
    }
  }
}
