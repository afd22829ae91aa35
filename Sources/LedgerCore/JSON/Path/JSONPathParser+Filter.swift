/// A literal, a query or a call, before it is known whether it is tested or compared.
enum JSONPathPrimary {
  case literal(JSONPathOperand)
  case query(JSONPathQuery)
  /// A call that yields a value.
  case value(JSONPathOperand, function: String)
  /// A call that yields true or false.
  case test(JSONPathTest, function: String)
}

extension JSONPathParser {
  /// `a || b`
  mutating func test() throws(JSONPathFault) -> JSONPathTest {
    var tests = [try conjunction()]
    while takeOperator("||") { tests.append(try conjunction()) }
    return tests.count == 1 ? tests[0] : .any(tests)
  }

  /// `a && b`
  private mutating func conjunction() throws(JSONPathFault) -> JSONPathTest {
    var tests = [try basicTest()]
    while takeOperator("&&") { tests.append(try basicTest()) }
    return tests.count == 1 ? tests[0] : .all(tests)
  }

  /// An operator with blanks on both sides; nothing is taken where it is not there.
  private mutating func takeOperator(_ text: StaticString) -> Bool {
    let start = index
    skipBlanks()
    guard take(text) else {
      index = start
      return false
    }
    skipBlanks()
    return true
  }

  private mutating func basicTest() throws(JSONPathFault) -> JSONPathTest {
    if take("!") {
      skipBlanks()
      if next == UInt8(ascii: "(") { return .not(try parenthesized()) }
      let start = index
      return .not(try asTest(try primary(), at: start))
    }
    if next == UInt8(ascii: "(") { return try parenthesized() }
    let start = index
    let left = try primary()
    let afterLeft = index
    skipBlanks()
    guard let comparison = comparison() else {
      index = afterLeft
      return try asTest(left, at: start)
    }
    let leftOperand = try asOperand(left, at: start)
    skipBlanks()
    let rightStart = index
    return .compare(leftOperand, comparison, try asOperand(try primary(), at: rightStart))
  }

  private mutating func parenthesized() throws(JSONPathFault) -> JSONPathTest {
    try expect("(")
    skipBlanks()
    let test = try nested { (parser) throws(JSONPathFault) in try parser.test() }
    skipBlanks()
    try expect(")")
    return test
  }

  private mutating func comparison() -> JSONPathTest.Comparison? {
    if take("==") { return .equal }
    if take("!=") { return .notEqual }
    if take("<=") { return .lessOrEqual }
    if take(">=") { return .greaterOrEqual }
    if take("<") { return .less }
    if take(">") { return .greater }
    return nil
  }

  mutating func primary() throws(JSONPathFault) -> JSONPathPrimary {
    switch next ?? 0 {
    case UInt8(ascii: "$"), UInt8(ascii: "@"):
      let isRelative = next == UInt8(ascii: "@")
      index += 1
      let segments = try nested { (parser) throws(JSONPathFault) in try parser.segments() }
      return .query(JSONPathQuery(isRelative: isRelative, segments: segments))
    case UInt8(ascii: "'"), UInt8(ascii: "\""):
      return .literal(.text(Array(try string().utf8)))
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return .literal(.number(try number()))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): return try wordOrCall()
    default: throw fault(.expected("a path, a value or a function"))
    }
  }

  /// A primary that is tested by itself: a query for existence, a call for truth.
  private func asTest(
    _ primary: JSONPathPrimary, at place: Int
  ) throws(JSONPathFault) -> JSONPathTest {
    switch primary {
    case .query(let query): return .exists(query)
    case .test(let test, _): return test
    case .literal: throw fault(.notATest, at: place)
    case .value(_, let function): throw fault(.resultType(function: function), at: place)
    }
  }

  /// A primary that is compared: it must yield one value.
  private func asOperand(
    _ primary: JSONPathPrimary, at place: Int
  ) throws(JSONPathFault) -> JSONPathOperand {
    switch primary {
    case .literal(let operand), .value(let operand, _): return operand
    case .query(let query):
      guard query.singular != nil else { throw fault(.notSingular, at: place) }
      return .node(query)
    case .test(_, let function): throw fault(.resultType(function: function), at: place)
    }
  }
}
