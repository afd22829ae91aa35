import LedgerCore

extension SplitMix64 {
  /// A number from 0 to `bound` - 1. The bias of the multiplication is below 2^-32 for the small
  /// bounds used here.
  mutating func below(_ bound: Int) -> Int {
    Int(((next() >> 32) &* UInt64(bound)) >> 32)
  }

  /// A number in `range`, both ends included.
  mutating func within(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + below(range.upperBound - range.lowerBound + 1)
  }

  /// True with the given probability.
  mutating func chance(_ probability: Double) -> Bool {
    Double(next() >> 11) * 0x1p-53 < probability
  }

  /// A length of time between two, to the millisecond.
  mutating func between(_ shortest: Interval, _ longest: Interval) -> Interval {
    let milliseconds = (longest.microseconds - shortest.microseconds) / 1000
    guard milliseconds > 0 else { return shortest }
    let drawn = Int64(next() % UInt64(milliseconds + 1))
    return Interval(microseconds: shortest.microseconds + drawn * 1000)
  }
}
