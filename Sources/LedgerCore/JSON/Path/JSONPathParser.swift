/// Parses queries by the grammar of RFC 9535, appendix A. Segments and selectors are here, strings
/// and numbers in `+Tokens`, what follows `?` in `+Filter` and `+Functions`.
struct JSONPathParser {
  static let depthMax = 64
  static let byteCountMax = 65_536

  let bytes: [UInt8]
  var index = 0
  /// Open filters, parentheses and calls.
  var depth = 0

  init(text: String) { bytes = Array(text.utf8) }

  mutating func parse() throws(JSONPathFault) -> JSONPathQuery {
    guard bytes.count <= JSONPathParser.byteCountMax else {
      throw fault(.tooLong(byteCountMax: JSONPathParser.byteCountMax))
    }
    guard take("$") else { throw fault(.noRoot) }
    let segments = try segments()
    guard index == bytes.count else { throw fault(.trailingText) }
    return JSONPathQuery(isRelative: false, segments: segments)
  }

  /// What follows `$` or `@`. White space is taken only where a segment comes after it.
  mutating func segments() throws(JSONPathFault) -> [JSONPathSegment] {
    var segments: [JSONPathSegment] = []
    while true {
      let start = index
      skipBlanks()
      guard let segment = try segment() else {
        index = start
        return segments
      }
      segments.append(segment)
    }
  }

  private mutating func segment() throws(JSONPathFault) -> JSONPathSegment? {
    if next == UInt8(ascii: "[") {
      return JSONPathSegment(isDescendant: false, selectors: try bracketed())
    }
    guard take(".") else { return nil }
    let isDescendant = take(".")
    if isDescendant, next == UInt8(ascii: "[") {
      return JSONPathSegment(isDescendant: true, selectors: try bracketed())
    }
    if take("*") { return JSONPathSegment(isDescendant: isDescendant, selectors: [.wildcard]) }
    let name = MemberName(try shorthand())
    return JSONPathSegment(isDescendant: isDescendant, selectors: [.name(name)])
  }

  /// A member's name after a point.
  private mutating func shorthand() throws(JSONPathFault) -> String {
    let start = index
    while let byte = next, isNameByte(byte, isFirst: index == start) { index += 1 }
    guard index > start else {
      throw fault(next.map(isBlank) == true ? .strayBlank : .expected("a member's name or *"))
    }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private func isNameByte(_ byte: UInt8, isFirst: Bool) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "_"), 0x80...:
      true
    case UInt8(ascii: "0")...UInt8(ascii: "9"): !isFirst
    default: false
    }
  }

  private mutating func bracketed() throws(JSONPathFault) -> [JSONPathSelector] {
    try expect("[")
    var selectors: [JSONPathSelector] = []
    repeat {
      skipBlanks()
      selectors.append(try selector())
      skipBlanks()
    } while take(",")
    try expect("]")
    return selectors
  }

  private mutating func selector() throws(JSONPathFault) -> JSONPathSelector {
    switch next ?? 0 {
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return .name(MemberName(try string()))
    case UInt8(ascii: "*"):
      index += 1
      return .wildcard
    case UInt8(ascii: "?"):
      index += 1
      skipBlanks()
      return .filter(try nested { (parser) throws(JSONPathFault) in try parser.test() })
    case UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return try indexOrSlice()
    default: throw fault(.expected("a name in quotes, a number, *, ? or :"))
    }
  }

  private mutating func indexOrSlice() throws(JSONPathFault) -> JSONPathSelector {
    var start: Int?
    if next != UInt8(ascii: ":") {
      let place = try wholeNumber()
      let afterNumber = index
      skipBlanks()
      guard next == UInt8(ascii: ":") else {
        index = afterNumber
        return .index(place)
      }
      start = place
    }
    try expect(":")
    let end = try sliceBound()
    var step: Int?
    if take(":") { step = try sliceBound() }
    return .slice(start: start, end: end, step: step ?? 1)
  }

  private mutating func sliceBound() throws(JSONPathFault) -> Int? {
    skipBlanks()
    switch next ?? 0 {
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      let bound = try wholeNumber()
      skipBlanks()
      return bound
    default: return nil
    }
  }

  /// Parses what stands within a filter, a parenthesis or a call.
  mutating func nested<Part>(
    _ parse: (inout JSONPathParser) throws(JSONPathFault) -> Part
  ) throws(JSONPathFault) -> Part {
    depth += 1
    guard depth <= JSONPathParser.depthMax else {
      throw fault(.tooDeep(depthMax: JSONPathParser.depthMax))
    }
    let part = try parse(&self)
    depth -= 1
    return part
  }
}
