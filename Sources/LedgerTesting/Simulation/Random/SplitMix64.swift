/// A seeded generator: the same seed gives the same numbers on every machine and in every release.
///
/// Algorithm: SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number
/// Generators, 2014).
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    return SplitMix64.mixed(state)
  }

  /// A generator of its own for `key`, independent of how many numbers were drawn before.
  public static func stream(seed: UInt64, key: UInt64) -> SplitMix64 {
    SplitMix64(seed: mixed(seed ^ mixed(key &+ 0x9e37_79b9_7f4a_7c15)))
  }

  /// The finaliser: a bijection that spreads every input bit over all output bits.
  public static func mixed(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
