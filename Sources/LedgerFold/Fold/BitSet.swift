/// A set of numbers below 256.
struct BitSet: Sendable, Hashable {
  static let limit = 256

  private var words: SIMD4<UInt64> = .zero

  init() {}

  init(_ numbers: some Sequence<Int>) { for number in numbers { insert(number) } }

  @inline(__always) func contains(_ number: Int) -> Bool {
    words[number &>> 6] & (1 &<< UInt64(number & 63)) != 0
  }

  @inline(__always) mutating func insert(_ number: Int) {
    words[number &>> 6] |= 1 &<< UInt64(number & 63)
  }

  @inline(__always) mutating func remove(_ number: Int) {
    words[number &>> 6] &= ~(1 &<< UInt64(number & 63))
  }

  @inline(__always) mutating func formUnion(_ other: BitSet) { words |= other.words }
  @inline(__always) mutating func formIntersection(_ other: BitSet) { words &= other.words }
  @inline(__always) mutating func subtract(_ other: BitSet) { words &= ~other.words }

  @inline(__always) func union(_ other: BitSet) -> BitSet {
    var union = self
    union.formUnion(other)
    return union
  }

  @inline(__always) var isEmpty: Bool { words == .zero }

  /// Each number, ascending.
  @inline(__always) func forEach(_ body: (Int) -> Void) {
    for word in 0..<4 {
      var bits = words[word]
      while bits != 0 {
        body(word &<< 6 | bits.trailingZeroBitCount)
        bits &= bits &- 1
      }
    }
  }
}
