import LedgerCore

extension Hash256 {
  /// A bit, 0 being the most significant of the first byte.
  func bit(_ index: Int) -> Bool {
    let word =
      switch index >> 6 {
      case 0: words.0
      case 1: words.1
      case 2: words.2
      default: words.3
      }
    return word >> UInt64(63 - index & 63) & 1 == 1
  }

  /// Number of first bits that two keys share; 256 where they are equal.
  func commonPrefix(with other: Hash256) -> Int {
    if words.0 != other.words.0 { return (words.0 ^ other.words.0).leadingZeroBitCount }
    if words.1 != other.words.1 { return 64 + (words.1 ^ other.words.1).leadingZeroBitCount }
    if words.2 != other.words.2 { return 128 + (words.2 ^ other.words.2).leadingZeroBitCount }
    return 192 + (words.3 ^ other.words.3).leadingZeroBitCount
  }

  /// The first bits as a number; at most 63 of them.
  func prefix(bits: Int) -> Int { bits == 0 ? 0 : Int(words.0 >> UInt64(64 - bits)) }
}
