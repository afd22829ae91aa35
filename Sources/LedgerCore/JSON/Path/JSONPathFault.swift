/// Why a text is not a JSONPath query (RFC 9535).
public struct JSONPathFault: Error, Hashable, Sendable {
  public enum Reason: Hashable, Sendable {
    /// Something else is needed here, such as `]` or a selector.
    case expected(String)
    case noRoot
    case trailingText
    /// White space where none is allowed.
    case strayBlank
    case badString
    /// Not a whole number, with leading zeros, or beyond 2^53 - 1 in size.
    case badIndex
    case badNumber
    case unknownFunction(String)
    case argumentCount(function: String, expected: Int)
    case argumentType(function: String)
    /// A function's result is used as what it is not: compared, or tested for truth.
    case resultType(function: String)
    /// A comparison takes queries that yield at most one node.
    case notSingular
    /// A literal stands where a test is needed.
    case notATest
    case tooDeep(depthMax: Int)
    case tooLong(byteCountMax: Int)
  }

  /// In bytes from the start of the query.
  public let offset: Int
  public let reason: Reason

  public init(offset: Int, reason: Reason) {
    self.offset = offset
    self.reason = reason
  }
}

extension JSONPathFault: CustomStringConvertible {
  public var description: String { "\(reason.sentence), at character \(offset + 1)" }
}

extension JSONPathFault.Reason {
  var sentence: String {
    switch self {
    case .expected(let what): "\(what) is missing"
    case .noRoot: "a path begins with $"
    case .trailingText: "the path is complete, and followed by more"
    case .strayBlank: "no space is allowed here"
    case .badString: "the string is malformed"
    case .badIndex: "not a whole number between -2^53 and 2^53"
    case .badNumber: "the number is malformed"
    case .unknownFunction(let name):
      "there is no function \(name)(); there are length, count, match, search and value"
    case .argumentCount(let function, let expected): "\(function)() takes \(expected) arguments"
    case .argumentType(let function): "\(function)() does not take this argument"
    case .resultType(let function): "the result of \(function)() cannot be used like this"
    case .notSingular: "a comparison needs a path that yields one value, without * .. ? or slices"
    case .notATest: "a value is no test: compare it with something"
    case .tooDeep(let depthMax): "more than \(depthMax) brackets within each other"
    case .tooLong(let byteCountMax): "a path has at most \(byteCountMax) bytes"
    }
  }
}
