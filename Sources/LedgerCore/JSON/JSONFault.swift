/// Why bytes are not a JSON document (RFC 8259). Offsets count bytes from the start of the body.
public enum JSONFault: Error, Hashable, Sendable {
  /// No bytes, or nothing but white space.
  case empty
  /// The text ends where more must come, also within a literal, a number or a character.
  case truncated(offset: Int)
  case notUTF8(offset: Int)
  /// More than `depthMax` objects and arrays within each other.
  case tooDeep(offset: Int, depthMax: Int)
  /// An object names a member twice: what it says depends on who reads it. `path` is the member's
  /// normalized path (RFC 9535, section 2.7).
  case duplicateKey(path: String, offset: Int)
  case badNumber(offset: Int)
  case badLiteral(offset: Int)
  /// An unknown escape, or a surrogate without its other half.
  case badEscape(offset: Int)
  /// A control character within a string.
  case controlCharacter(offset: Int)
  /// What the grammar does not allow there, such as a comma before a closing bracket.
  case unexpected(offset: Int)
  case trailingContent(offset: Int)
  case tooLarge(byteCount: Int, byteCountMax: Int)
}

extension JSONFault: CustomStringConvertible {
  /// A sentence without any of the document's content but names of members.
  public var description: String {
    switch self {
    case .empty: "the text is empty"
    case .truncated(let offset): "the text ends at byte \(offset) where more must come"
    case .notUTF8(let offset): "the text is not UTF-8 at byte \(offset)"
    case .tooDeep(let offset, let depthMax):
      "more than \(depthMax) objects and arrays within each other at byte \(offset)"
    case .duplicateKey(let path, let offset): "the member \(path) comes twice, at byte \(offset)"
    case .badNumber(let offset): "the number at byte \(offset) is malformed"
    case .badLiteral(let offset): "the word at byte \(offset) is not true, false or null"
    case .badEscape(let offset): "the escape at byte \(offset) is malformed"
    case .controlCharacter(let offset): "a control character stands in a string at byte \(offset)"
    case .unexpected(let offset): "the character at byte \(offset) is not allowed there"
    case .trailingContent(let offset): "the document is followed by more at byte \(offset)"
    case .tooLarge(let count, let countMax):
      "the text has \(count) bytes; a document has at most \(countMax)"
    }
  }
}
