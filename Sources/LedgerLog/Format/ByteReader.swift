import LedgerCore

/// Reads the integers and texts that the formats are made of, and refuses every form that the
/// writer would not have made.
struct ByteReader {
  let bytes: UnsafeRawBufferPointer
  private(set) var offset = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  var remaining: Int { bytes.count - offset }

  mutating func fixed<Value: FixedWidthInteger>(
    _ field: FormatField, as type: Value.Type = Value.self
  ) throws(FormatFault) -> Value {
    let size = MemoryLayout<Value>.size
    guard remaining >= size else { throw .truncated(field, offset: offset) }
    defer { offset += size }
    return Value(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Value.self))
  }

  mutating func varint(_ field: FormatField) throws(FormatFault) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    let start = offset
    while true {
      guard offset < bytes.count else { throw .truncated(field, offset: offset) }
      let byte = bytes[offset]
      offset += 1
      let part = UInt64(byte & 0x7f)
      // The tenth byte holds only the uppermost bit; a last byte of zero would be padding.
      if shift == 63, part > 1 { throw .notCanonical(field, offset: start) }
      value |= part << shift
      guard byte & 0x80 != 0 else {
        if byte == 0, shift > 0 { throw .notCanonical(field, offset: start) }
        return value
      }
      shift += 7
      if shift > 63 { throw .notCanonical(field, offset: start) }
    }
  }

  /// A varint that is at most `max`.
  mutating func count(_ field: FormatField, max: Int) throws(FormatFault) -> Int {
    let value = try varint(field)
    guard value <= UInt64(max) else {
      throw .tooLarge(field, found: Int(clamping: value), max: max)
    }
    return Int(value)
  }

  /// The range of the next `count` bytes.
  mutating func skip(_ count: Int, _ field: FormatField) throws(FormatFault) -> Range<Int> {
    guard remaining >= count else { throw .truncated(field, offset: offset) }
    defer { offset += count }
    return offset..<offset + count
  }

  /// The range of a text's UTF-8, checked.
  mutating func text(_ field: FormatField, max: Int) throws(FormatFault) -> Range<Int> {
    let count = try count(field, max: max)
    let range = try skip(count, field)
    guard ByteReader.isUTF8(UnsafeRawBufferPointer(rebasing: bytes[range])) else {
      throw .notUTF8(field, offset: range.lowerBound)
    }
    return range
  }

  mutating func hash128(_ field: FormatField) throws(FormatFault) -> Hash128 {
    let high: UInt64 = try fixed(field)
    let low: UInt64 = try fixed(field)
    return Hash128(high: high.byteSwapped, low: low.byteSwapped)
  }

  mutating func hash256(_ field: FormatField) throws(FormatFault) -> Hash256 {
    guard remaining >= 32 else { throw .truncated(field, offset: offset) }
    defer { offset += 32 }
    return ByteReader.hash256(bytes, at: offset)
  }

  func finish() throws(FormatFault) {
    guard remaining == 0 else { throw .trailing(offset: offset) }
  }

  static func hash256(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Hash256 {
    func word(_ index: Int) -> UInt64 {
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset + index * 8, as: UInt64.self))
    }
    return Hash256(words: (word(0), word(1), word(2), word(3)))
  }

  static func isUTF8(_ bytes: UnsafeRawBufferPointer) -> Bool {
    if bytes.allSatisfy({ $0 < 0x80 }) { return true }
    return String(validating: bytes, as: UTF8.self) != nil
  }
}
