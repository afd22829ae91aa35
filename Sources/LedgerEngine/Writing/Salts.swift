import LedgerLog

/// Salts for bodies, drawn from the machine's randomness many at a time: a call for each would cost
/// as much as the hashing.
struct Salts {
  private static let drawnTogether = 256

  private let randomBytes: @Sendable (Int) -> [UInt8]
  private var drawn: [UInt8] = []

  init(_ surroundings: Surroundings) { randomBytes = surroundings.randomBytes }

  /// A salt that was given to none before.
  mutating func next() -> Salt {
    if drawn.isEmpty { drawn = randomBytes(16 * Salts.drawnTogether) }
    let words = drawn.suffix(16).withUnsafeBytes {
      ($0.loadUnaligned(as: UInt64.self), $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    }
    drawn.removeLast(16)
    return Salt(words: words)
  }
}
