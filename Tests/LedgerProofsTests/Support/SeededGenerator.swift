import Glibc
import LedgerCore

/// SplitMix64 (Steele, Lea and Flood, 2014): small, seeded, good enough for tests.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }

  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &self) }
  }

  mutating func hash() -> Hash256 { Hash256(words: (next(), next(), next(), next())) }

  mutating func chance(_ oneIn: Int) -> Bool { Int.random(in: 0..<oneIn, using: &self) == 0 }
}

/// The seed of a random test: `LEDGER_TEST_SEED`, else a new one. It is printed, so that a failure
/// can be run again.
func testSeed(_ test: String = #function) -> UInt64 {
  let given = getenv("LEDGER_TEST_SEED").flatMap { UInt64(String(cString: $0)) }
  let seed = given ?? UInt64.random(in: 0..<1 << 32)
  print("\(test): LEDGER_TEST_SEED=\(seed)")
  return seed
}
