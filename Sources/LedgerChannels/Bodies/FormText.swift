/// A body of `application/x-www-form-urlencoded`
/// (https://url.spec.whatwg.org/#urlencoded-parsing), such as WooCommerce's first ping.
struct FormText {
  struct Field {
    var name: [UInt8]
    var value: [UInt8]
    /// The value as written, in the body.
    var range: Range<Int>
  }

  /// Fields of one name together, in the order in which the names first come.
  private(set) var groups: [[Field]] = []

  init(_ body: [UInt8]) {
    var places: [[UInt8]: Int] = [:]
    var start = 0
    while start < body.count {
      let end = body[start...].firstIndex(of: UInt8(ascii: "&")) ?? body.count
      if end > start {
        let field = FormText.field(body, start..<end)
        if let place = places[field.name] {
          groups[place].append(field)
        } else {
          places[field.name] = groups.count
          groups.append([field])
        }
      }
      start = end + 1
    }
  }

  /// An object of strings, so that rules can look at it; a repeated name makes an array of strings.
  var json: [UInt8] {
    var text: [UInt8] = [UInt8(ascii: "{")]
    for group in groups {
      if text.count > 1 { text.append(UInt8(ascii: ",")) }
      FormText.append(string: group[0].name, to: &text)
      text.append(UInt8(ascii: ":"))
      if group.count > 1 { text.append(UInt8(ascii: "[")) }
      for (index, field) in group.enumerated() {
        if index > 0 { text.append(UInt8(ascii: ",")) }
        FormText.append(string: field.value, to: &text)
      }
      if group.count > 1 { text.append(UInt8(ascii: "]")) }
    }
    text.append(UInt8(ascii: "}"))
    return text
  }

  private static func field(_ body: [UInt8], _ range: Range<Int>) -> Field {
    let middle = body[range].firstIndex(of: UInt8(ascii: "=")) ?? range.upperBound
    let value = min(middle + 1, range.upperBound)..<range.upperBound
    return Field(
      name: decoded(body[range.lowerBound..<middle]), value: decoded(body[value]), range: value)
  }

  /// `+` is a space; a percent sign that begins no escape stands for itself.
  private static func decoded(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      if byte == UInt8(ascii: "%"), text.endIndex - index > 2,
        let high = hexDigit(text[index + 1]), let low = hexDigit(text[index + 2])
      {
        bytes.append(high << 4 | low)
        index += 3
      } else {
        bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
        index += 1
      }
    }
    return bytes
  }

  private static func append(string: [UInt8], to text: inout [UInt8]) {
    text.append(UInt8(ascii: "\""))
    for byte in string {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += [UInt8(ascii: "\\"), byte]
      case 0..<0x20:
        text += Array("\\u00".utf8) + [digit(byte >> 4), digit(byte & 15)]
      default: text.append(byte)
      }
    }
    text.append(UInt8(ascii: "\""))
  }

  private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }

  private static func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }
}
