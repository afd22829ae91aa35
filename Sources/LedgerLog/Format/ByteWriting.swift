import LedgerCore

/// The integers and texts that the formats are made of. Fixed integers are little-endian.
extension [UInt8] {
  mutating func write<Value: FixedWidthInteger>(fixed value: Value) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }

  /// Unsigned LEB128, always in its shortest form: 1 to 10 bytes.
  mutating func write(varint value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(truncatingIfNeeded: rest))
  }

  mutating func write(varint value: Int) { write(varint: UInt64(value)) }

  /// Length and UTF-8.
  mutating func write(text: String) {
    let utf8 = text.utf8
    write(varint: utf8.count)
    append(contentsOf: utf8)
  }

  /// 16 bytes, the first the most significant.
  mutating func write(_ hash: Hash128) {
    write(fixed: hash.high.byteSwapped)
    write(fixed: hash.low.byteSwapped)
  }

  /// 32 bytes, the first the most significant.
  mutating func write(_ hash: Hash256) {
    write(fixed: hash.words.0.byteSwapped)
    write(fixed: hash.words.1.byteSwapped)
    write(fixed: hash.words.2.byteSwapped)
    write(fixed: hash.words.3.byteSwapped)
  }
}
