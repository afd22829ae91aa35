/// Why a text is not an I-Regexp (RFC 9485).
public enum IRegexpFault: Error, Hashable, Sendable {
  case unexpected(offset: Int)
  case badEscape(offset: Int)
  case badClass(offset: Int)
  case badRange(offset: Int)
  case unclosed(offset: Int)
  /// Its repetitions, written out, take more steps than are allowed.
  case tooLarge(stepsMax: Int)
  case tooDeep(depthMax: Int)
}

extension IRegexpFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unexpected(let offset):
      "the character at byte \(offset) needs a backslash or does not fit"
    case .badEscape(let offset): "there is no such escape, at byte \(offset)"
    case .badClass(let offset): "the character class is malformed at byte \(offset)"
    case .badRange(let offset): "the range or repetition is malformed at byte \(offset)"
    case .unclosed(let offset): "a bracket is not closed, opened at byte \(offset)"
    case .tooLarge(let stepsMax): "its repetitions take more than \(stepsMax) steps"
    case .tooDeep(let depthMax): "more than \(depthMax) parentheses within each other"
    }
  }
}
