import Hummingbird
import LedgerEngine

extension ServerContext {
  /// A position that stands in the path.
  func position(_ parameter: String = "position") throws -> LogPosition {
    let text = try parameters.require(parameter)
    guard let number = UInt64(text), number <= Entry.positionMax else {
      throw Problem(
        .badRequest, "bad_position", "`\(text.prefix(100))` is no position: give a whole number")
    }
    return LogPosition(number)
  }

  /// A name that stands in the path, with what is escaped in it: `%231001` is `#1001`.
  func name(_ parameter: String) throws -> String {
    let text = try parameters.require(parameter)
    guard let name = PercentEncoding.decode(text) else {
      throw Problem(
        .badRequest, "bad_path", "What is escaped in `\(text.prefix(100))` is no text in UTF-8")
    }
    return name
  }
}

/// RFC 3986, section 2.1.
enum PercentEncoding {
  /// Nil where something is escaped that is no text.
  static func decode(_ text: String) -> String? {
    var bytes: [UInt8] = []
    var rest = Substring(text).utf8
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit)
      else { return nil }
      bytes.append(high << 4 | low)
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
