/// 32 bytes: a SHA-256 value.
public struct Hash256: Hashable, Comparable, Sendable, CustomStringConvertible {
  public var words: (UInt64, UInt64, UInt64, UInt64)

  /// From 32 bytes; the first byte is the most significant.
  public init(bytes: some Sequence<UInt8>) {
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    withUnsafeMutableBytes(of: &words) { buffer in
      var count = 0
      for byte in bytes {
        precondition(count < 32, "a SHA-256 value has 32 bytes")
        buffer[count] = byte
        count += 1
      }
      precondition(count == 32, "a SHA-256 value has 32 bytes")
    }
    self.words = (
      words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian
    )
  }

  public init(words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

  public static let zero = Hash256(words: (0, 0, 0, 0))

  public var bytes: [UInt8] {
    let ordered = (
      words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian
    )
    return withUnsafeBytes(of: ordered) { Array($0) }
  }

  /// 64 lower-case hexadecimal digits.
  public var description: String { Hex.encode(bytes) }

  /// The first 12 hexadecimal digits, for people.
  public var short: String { String(description.prefix(12)) }

  public init?(hex: String) {
    guard let bytes = Hex.decode(hex), bytes.count == 32 else { return nil }
    self.init(bytes: bytes)
  }

  /// Addition modulo 2^256, so that a digest over a set does not depend on the order of
  /// its members.
  public static func &+= (sum: inout Hash256, term: Hash256) {
    var carry: UInt64 = 0
    (sum.words.3, carry) = add(sum.words.3, term.words.3, carry)
    (sum.words.2, carry) = add(sum.words.2, term.words.2, carry)
    (sum.words.1, carry) = add(sum.words.1, term.words.1, carry)
    (sum.words.0, carry) = add(sum.words.0, term.words.0, carry)
  }

  /// Subtraction modulo 2^256: takes a term out of a sum again.
  public static func &-= (sum: inout Hash256, term: Hash256) {
    var complement = Hash256(words: (~term.words.0, ~term.words.1, ~term.words.2, ~term.words.3))
    complement &+= Hash256(words: (0, 0, 0, 1))
    sum &+= complement
  }

  private static func add(_ left: UInt64, _ right: UInt64, _ carry: UInt64) -> (UInt64, UInt64) {
    let (partial, first) = left.addingReportingOverflow(right)
    let (total, second) = partial.addingReportingOverflow(carry)
    return (total, (first ? 1 : 0) + (second ? 1 : 0))
  }

  public static func == (left: Hash256, right: Hash256) -> Bool { left.words == right.words }
  public static func < (left: Hash256, right: Hash256) -> Bool { left.words < right.words }
  public func hash(into hasher: inout Hasher) { hasher.combine(words.3) }
}
