/// Signed numbers as unsigned ones, small where they lie close to 0: 0, -1, 1, -2 are 0, 1, 2, 3
/// (Protocol Buffers, "Signed Integers").
@usableFromInline
enum ZigZag {
  @inlinable
  static func folded(_ value: Int64) -> UInt64 { UInt64(bitPattern: value << 1 ^ value >> 63) }

  @inlinable
  static func unfolded(_ folded: UInt64) -> Int64 {
    Int64(bitPattern: folded >> 1) ^ -Int64(bitPattern: folded & 1)
  }
}
