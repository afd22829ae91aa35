/// What stays of a delivery whose bytes were erased: the values that the rules read, and the shape
/// of all else. The same rules read the same from it, and others are told where they ask for what is
/// gone.
public struct Residue: Sendable, Hashable {
  /// What stands in the place of an erased value: a code point of private use, which means nothing in
  /// any text that is exchanged (Unicode, section 23.5).
  public static let mark = "\u{f1e5d}"

  /// The fault of a body that was gone before anything of it could be kept.
  public static let lost = "erased"

  public enum Content: Sendable, Hashable {
    /// The body as JSON, with `mark` for each erased value.
    case document([UInt8])
    /// The body could not be read, for a reason and at a place as in `Signature.Flaw`.
    case fault(reason: String, place: String)
  }

  public struct Header: Sendable, Hashable {
    public var name: String
    /// Nil where it was erased.
    public var value: String?

    public init(name: String, value: String?) {
      self.name = name
      self.value = value
    }
  }

  public var headers: [Header]
  public var content: Content
  /// Queries whose filters compare erased values, and select the same all the same.
  public var settled: Set<String>

  public init(headers: [Header], content: Content, settled: Set<String>) {
    self.headers = headers
    self.content = content
    self.settled = settled
  }
}
