/// 16 random bytes of one body: the key of its fingerprint. Kept and erased with the body.
public struct Salt: Hashable, Sendable {
  public let words: (UInt64, UInt64)

  public init(words: (UInt64, UInt64)) { self.words = words }

  /// Randomness is the caller's: a system generator in production, a seeded one in tests.
  public init(using generator: inout some RandomNumberGenerator) {
    words = (generator.next(), generator.next())
  }

  public static func == (left: Salt, right: Salt) -> Bool { left.words == right.words }
  public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}
