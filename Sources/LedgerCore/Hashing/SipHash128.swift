/// 16 bytes: a keyed hash.
public struct Hash128: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let high: UInt64
  public let low: UInt64

  @inlinable public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  public var description: String {
    Hex.encode(
      [high, low].flatMap { word in
        (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) }
      })
  }

  /// Nil where the text is not 32 hexadecimal digits.
  public init?(hex text: String) {
    guard text.utf8.count == 32, let bytes = Hex.decode(text) else { return nil }
    func word(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
    self.init(high: word(bytes[..<8]), low: word(bytes[8...]))
  }

  @inlinable public static func < (left: Hash128, right: Hash128) -> Bool {
    left.high == right.high ? left.low < right.low : left.high < right.high
  }

  @inlinable public func hash(into hasher: inout Hasher) { hasher.combine(low) }
}

/// SipHash-2-4 with 128-bit output (Aumasson and Bernstein, 2012; the reference implementation's
/// `siphash.c` with `outlen` 16). Keyed, so that what a ledger hashes cannot be guessed
/// without its key.
public struct SipHash128: Sendable {
  private let key0: UInt64
  private let key1: UInt64

  /// A key of 16 bytes, as two little-endian words.
  public init(key0: UInt64, key1: UInt64) {
    self.key0 = key0
    self.key1 = key1
  }

  public init(key: some Collection<UInt8>) {
    precondition(key.count == 16, "a SipHash key has 16 bytes")
    var words: [UInt64] = [0, 0]
    for (index, byte) in key.enumerated() {
      words[index / 8] |= UInt64(byte) << UInt64(8 * (index % 8))
    }
    self.init(key0: words[0], key1: words[1])
  }

  public func hash(_ bytes: [UInt8]) -> Hash128 {
    bytes.withUnsafeBytes { hash($0) }
  }

  public func hash(_ text: String) -> Hash128 {
    var text = text
    return text.withUTF8 { hash(UnsafeRawBufferPointer($0)) }
  }

  public func hash(_ bytes: UnsafeRawBufferPointer) -> Hash128 {
    var state = State(key0: key0, key1: key1)
    let blocks = bytes.count / 8
    for block in 0..<blocks {
      state.absorb(
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: block * 8, as: UInt64.self)))
    }
    var last = UInt64(truncatingIfNeeded: bytes.count) << 56
    for index in (blocks * 8)..<bytes.count {
      last |= UInt64(bytes[index]) << UInt64(8 * (index % 8))
    }
    state.absorb(last)
    return state.finish()
  }

  private struct State {
    var v0: UInt64
    var v1: UInt64
    var v2: UInt64
    var v3: UInt64

    init(key0: UInt64, key1: UInt64) {
      v0 = 0x736f_6d65_7073_6575 ^ key0
      v1 = 0x646f_7261_6e64_6f6d ^ key1 ^ 0xee
      v2 = 0x6c79_6765_6e65_7261 ^ key0
      v3 = 0x7465_6462_7974_6573 ^ key1
    }

    mutating func absorb(_ word: UInt64) {
      v3 ^= word
      round()
      round()
      v0 ^= word
    }

    mutating func finish() -> Hash128 {
      v2 ^= 0xee
      for _ in 0..<4 { round() }
      let first = v0 ^ v1 ^ v2 ^ v3
      v1 ^= 0xdd
      for _ in 0..<4 { round() }
      let second = v0 ^ v1 ^ v2 ^ v3
      return Hash128(high: first.byteSwapped, low: second.byteSwapped)
    }

    private mutating func round() {
      v0 = v0 &+ v1
      v1 = (v1 << 13 | v1 >> 51) ^ v0
      v0 = v0 << 32 | v0 >> 32
      v2 = v2 &+ v3
      v3 = (v3 << 16 | v3 >> 48) ^ v2
      v0 = v0 &+ v3
      v3 = (v3 << 21 | v3 >> 43) ^ v0
      v2 = v2 &+ v1
      v1 = (v1 << 17 | v1 >> 47) ^ v2
      v2 = v2 << 32 | v2 >> 32
    }
  }
}
