/// Appends numbers and texts in one canonical form: unsigned LEB128 for counts and ids, zigzag for
/// signed numbers, little-endian for fixed widths, instants by their distance from the one before,
/// texts with their length in front.
public struct ByteWriter: Sendable {
  public var bytes: [UInt8] = []
  /// The last that was written.
  @usableFromInline var lastInstant: Int64 = 0

  public init() {}

  @inlinable public mutating func byte(_ value: UInt8) { bytes.append(value) }

  @inlinable public mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  @inlinable public mutating func varint(_ value: Int) { varint(UInt64(value)) }

  @inlinable public mutating func signed(_ value: Int64) { varint(ZigZag.folded(value)) }

  @inlinable public mutating func fixed64(_ value: UInt64) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// An instant or a version: what is written of one state mostly lies close together. 0 stands for
  /// none (`Int64.min`), 1 comes before one that is too far from the last.
  @inlinable public mutating func instant(_ value: Int64) {
    guard value != .min else { return byte(0) }
    let (distance, overflow) = value.subtractingReportingOverflow(lastInstant)
    lastInstant = value
    let folded = ZigZag.folded(distance)
    if overflow || folded > .max - 2 {
      byte(1)
      fixed64(UInt64(bitPattern: value))
    } else {
      varint(folded + 2)
    }
  }

  @inlinable public mutating func text(_ text: String) {
    varint(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  @inlinable public mutating func blob(_ blob: [UInt8]) {
    varint(blob.count)
    bytes += blob
  }

  @inlinable public mutating func flag(_ value: Bool) { bytes.append(value ? 1 : 0) }

  /// An optional value as a flag and, where there is one, the value.
  @inlinable public mutating func optional<Value>(
    _ value: Value?, _ write: (inout ByteWriter, Value) -> Void
  ) {
    flag(value != nil)
    if let value { write(&self, value) }
  }

  @inlinable public mutating func list<Element>(
    _ elements: [Element], _ write: (inout ByteWriter, Element) -> Void
  ) {
    varint(elements.count)
    for element in elements { write(&self, element) }
  }
}

/// The bytes are not what a `ByteWriter` wrote.
public struct MalformedBytes: Error, Sendable, Equatable {
  /// Offset at which reading stopped.
  public var offset: Int

  public init(offset: Int) { self.offset = offset }
}

/// Reads what `ByteWriter` wrote; refuses what ends early or does not fit.
public struct ByteReader {
  @usableFromInline let bytes: UnsafeRawBufferPointer
  @usableFromInline var place = 0

  /// Where it reads next.
  @inlinable public var offset: Int { place }

  @usableFromInline var lastInstant: Int64 = 0

  /// The bytes must outlive the reader.
  public init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  public var isAtEnd: Bool { place == bytes.count }

  @inlinable public mutating func byte() throws(MalformedBytes) -> UInt8 {
    guard offset < bytes.count else { throw MalformedBytes(offset: offset) }
    defer { place += 1 }
    return bytes[offset]
  }

  @inlinable public mutating func varint() throws(MalformedBytes) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let next = try byte()
      guard shift < 63 || next <= 1 else { throw MalformedBytes(offset: offset) }
      value |= UInt64(next & 0x7f) << shift
      if next < 0x80 { return value }
      shift += 7
    }
  }

  /// A varint that counts something of at least one byte each.
  @inlinable public mutating func count() throws(MalformedBytes) -> Int {
    let value = try varint()
    guard value <= UInt64(bytes.count - offset) else { throw MalformedBytes(offset: offset) }
    return Int(value)
  }

  @inlinable public mutating func integer<Value: FixedWidthInteger>(
    _ type: Value.Type = Value.self
  ) throws(MalformedBytes) -> Value {
    guard let value = Value(exactly: try varint()) else { throw MalformedBytes(offset: offset) }
    return value
  }

  @inlinable public mutating func signed() throws(MalformedBytes) -> Int64 {
    ZigZag.unfolded(try varint())
  }

  @inlinable public mutating func instant() throws(MalformedBytes) -> Int64 {
    let start = offset
    switch try varint() {
    case 0: return .min
    case 1:
      let value = Int64(bitPattern: try fixed64())
      let distance = value.subtractingReportingOverflow(lastInstant)
      let isFar =
        distance.overflow || distance.partialValue == .min
        || distance.partialValue == .max
      guard value != .min, isFar else { throw MalformedBytes(offset: start) }
      lastInstant = value
    case let code:
      let distance = ZigZag.unfolded(code - 2)
      let (value, overflow) = lastInstant.addingReportingOverflow(distance)
      guard !overflow, value != .min else { throw MalformedBytes(offset: start) }
      lastInstant = value
    }
    return lastInstant
  }

  @inlinable public mutating func fixed64() throws(MalformedBytes) -> UInt64 {
    guard bytes.count - offset >= 8 else { throw MalformedBytes(offset: offset) }
    defer { place += 8 }
    return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  public mutating func text() throws(MalformedBytes) -> String {
    let length = try count()
    defer { place += length }
    return String(decoding: bytes[offset..<offset + length], as: UTF8.self)
  }

  public mutating func blob() throws(MalformedBytes) -> [UInt8] {
    let length = try count()
    defer { place += length }
    return Array(bytes[offset..<offset + length])
  }

  /// Passes over bytes.
  @inlinable public mutating func skip(_ count: Int) throws(MalformedBytes) {
    guard count <= bytes.count - offset else { throw MalformedBytes(offset: offset) }
    place += count
  }

  @inlinable public mutating func flag() throws(MalformedBytes) -> Bool {
    let value = try byte()
    guard value < 2 else { throw MalformedBytes(offset: offset) }
    return value == 1
  }

  @inlinable public mutating func optional<Value>(
    _ read: (inout ByteReader) throws(MalformedBytes) -> Value
  ) throws(MalformedBytes) -> Value? {
    try flag() ? try read(&self) : nil
  }

  @inlinable public mutating func list<Element>(
    _ read: (inout ByteReader) throws(MalformedBytes) -> Element
  ) throws(MalformedBytes) -> [Element] {
    let length = try count()
    var elements: [Element] = []
    elements.reserveCapacity(length)
    for _ in 0..<length { elements.append(try read(&self)) }
    return elements
  }
}
