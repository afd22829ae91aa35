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

extension Salt {
  /// The key of the fingerprint, as it is stored.
  public var bytes: [UInt8] {
    withUnsafeBytes(of: (words.0.littleEndian, words.1.littleEndian)) { Array($0) }
  }

  /// Nil where these are not 16 bytes.
  public init?(bytes: [UInt8]) {
    guard bytes.count == 16 else { return nil }
    words = bytes.withUnsafeBytes {
      (
        UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)),
        UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
      )
    }
  }
}
