/// An interoperable regular expression (RFC 9485), compiled. `^` and `$` stand for the beginning
/// and the end of the text (a dollar sign is `[$]`), and the first parentheses are a group whose
/// text is kept.
///
/// Matching takes time in proportion to the text's length, whatever the expression: it follows all
/// alternatives side by side (K. Thompson, "Regular Expression Search Algorithm", 1968; priorities
/// as in R. Cox, "Regular Expression Matching: the Virtual Machine Approach", 2009).
public struct IRegexp: Hashable, Sendable {
  /// As written.
  public let text: String
  let program: RegexpProgram
  /// A quicker way to the group, where there is one.
  private let onePass: OnePassProgram?

  public init(parsing text: String) throws(IRegexpFault) {
    var parser = RegexpParser(text: text)
    program = try RegexpProgram(compiling: try parser.parse())
    onePass = program.hasGroup ? OnePassProgram(program) : nil
    self.text = text
  }

  /// Does the whole text match?
  public func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    RegexpRun(program: program, isWhole: true, text: text).isMatch()
  }

  public func matches(_ text: String) -> Bool { DecimalText.withBytes(text) { matches($0) } }

  /// Does some part of the text match?
  public func isFound(in text: UnsafeBufferPointer<UInt8>) -> Bool {
    RegexpRun(program: program, isWhole: false, text: text).isMatch()
  }

  public func isFound(in text: String) -> Bool { DecimalText.withBytes(text) { isFound(in: $0) } }

  /// Has the expression a group?
  public var hasGroup: Bool { program.hasGroup }

  /// What the first group (by its opening parenthesis) holds in the leftmost match;
  /// repetitions take as much as they can. Nil without a match, without a group, or where the
  /// group took no part.
  public func firstGroup(in text: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
    guard program.hasGroup else { return nil }
    return onePass.map { $0.firstGroup(text) } ?? firstGroupBesideOthers(in: text)
  }

  /// As `firstGroup`, in the way that suits every expression.
  func firstGroupBesideOthers(in text: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
    RegexpRun(program: program, isWhole: false, text: text).firstGroup()
  }

  public func firstGroup(in text: String) -> String? {
    DecimalText.withBytes(text) { bytes in
      firstGroup(in: bytes).map { String(decoding: bytes[$0], as: UTF8.self) }
    }
  }

  public static func == (left: IRegexp, right: IRegexp) -> Bool { left.text == right.text }
  public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
