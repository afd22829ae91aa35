/// The headers of a delivery, in the order in which they came.
public typealias Headers = [(name: String, value: String)]

/// Header names are compared without regard to ASCII case (RFC 9110, 5.1).
enum HeaderName {
  /// The value of the first header of that name; `lower` is in lower case.
  @inline(__always)
  static func value(of lower: String, in headers: Headers) -> String? {
    for header in headers where matches(header.name, lower) { return header.value }
    return nil
  }

  /// The values of all headers of that name.
  static func values(of lower: String, in headers: Headers) -> [String] {
    headers.filter { matches($0.name, lower) }.map(\.value)
  }

  @inline(__always)
  static func matches(_ name: String, _ lower: String) -> Bool {
    guard name.utf8.count == lower.utf8.count else { return false }
    return name == lower || matchesFolded(name, lower)
  }

  private static func matchesFolded(_ name: String, _ lower: String) -> Bool {
    zip(name.utf8, lower.utf8).allSatisfy { folded($0) == $1 }
  }

  static func folded(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte }

  /// `text` in lower case, ASCII letters only.
  static func folded(_ text: String) -> String {
    text.utf8.contains { $0 >= 0x41 && $0 <= 0x5a }
      ? String(decoding: text.utf8.map { folded($0) }, as: UTF8.self) : text
  }
}
