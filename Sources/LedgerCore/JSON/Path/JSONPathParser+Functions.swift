/// The functions of RFC 9535, section 2.4, and the types of their arguments.
extension JSONPathParser {
  /// `true`, `false`, `null`, or a call.
  mutating func wordOrCall() throws(JSONPathFault) -> JSONPathPrimary {
    let start = index
    while let byte = next, isFunctionNameByte(byte) { index += 1 }
    let word = String(decoding: bytes[start..<index], as: UTF8.self)
    if next == UInt8(ascii: "(") { return try call(word, at: start) }
    switch word {
    case "true": return .literal(.true)
    case "false": return .literal(.false)
    case "null": return .literal(.null)
    default: throw fault(.expected("a path, a value or a function"), at: start)
    }
  }

  private func isFunctionNameByte(_ byte: UInt8) -> Bool {
    byte &- 97 < 26 || byte &- 48 < 10 || byte == UInt8(ascii: "_")
  }

  private mutating func call(
    _ function: String, at place: Int
  ) throws(JSONPathFault) -> JSONPathPrimary {
    guard let count = JSONPathParser.argumentCounts[function] else {
      throw fault(.unknownFunction(function), at: place)
    }
    let arguments = try arguments()
    guard arguments.count == count else {
      throw fault(.argumentCount(function: function, expected: count), at: place)
    }
    switch function {
    case "length": return .value(.length(try value(arguments[0], function)), function: function)
    case "count": return .value(.count(try nodes(arguments[0], function)), function: function)
    case "value": return .value(.value(try nodes(arguments[0], function)), function: function)
    default:
      let test = JSONPathTest.matches(
        try value(arguments[0], function), pattern(try value(arguments[1], function)),
        isWhole: function == "match")
      return .test(test, function: function)
    }
  }

  private static let argumentCounts = [
    "length": 1, "count": 1, "value": 1, "match": 2, "search": 2,
  ]

  struct Argument {
    let place: Int
    /// Nil for a test (`@.a == 1`), which no function takes.
    let primary: JSONPathPrimary?
  }

  private mutating func arguments() throws(JSONPathFault) -> [Argument] {
    try expect("(")
    skipBlanks()
    if take(")") { return [] }
    var arguments: [Argument] = []
    repeat {
      skipBlanks()
      arguments.append(try nested { (parser) throws(JSONPathFault) in try parser.argument() })
      skipBlanks()
    } while take(",")
    try expect(")")
    return arguments
  }

  private mutating func argument() throws(JSONPathFault) -> Argument {
    let start = index
    if next != UInt8(ascii: "!"), next != UInt8(ascii: "(") {
      let primary = try primary()
      let end = index
      skipBlanks()
      if next == UInt8(ascii: ",") || next == UInt8(ascii: ")") {
        index = end
        return Argument(place: start, primary: primary)
      }
    }
    index = start
    _ = try test()
    return Argument(place: start, primary: nil)
  }

  /// An argument that is one value.
  private func value(
    _ argument: Argument, _ function: String
  ) throws(JSONPathFault) -> JSONPathOperand {
    switch argument.primary {
    case .literal(let operand), .value(let operand, _): return operand
    case .query(let query) where query.singular != nil: return .node(query)
    case .query: throw fault(.notSingular, at: argument.place)
    case .test, nil: throw fault(.argumentType(function: function), at: argument.place)
    }
  }

  /// An argument that is a list of nodes.
  private func nodes(
    _ argument: Argument, _ function: String
  ) throws(JSONPathFault) -> JSONPathQuery {
    guard case .query(let query) = argument.primary else {
      throw fault(.argumentType(function: function), at: argument.place)
    }
    return query
  }

  private func pattern(_ operand: JSONPathOperand) -> JSONPathPattern {
    guard case .text(let text) = operand else { return .computed(operand) }
    return .literal(try? IRegexp(parsing: String(decoding: text, as: UTF8.self)))
  }
}
