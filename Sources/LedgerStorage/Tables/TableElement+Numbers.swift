/// Unsigned numbers, most significant byte first, so that byte order is numeric order.
public protocol BigEndianElement: TableKey, TableValue, FixedWidthInteger {}

extension BigEndianElement {
  @inlinable public static var fixedSize: Int? { MemoryLayout<Self>.size }
  @inlinable public var encodedSize: Int { MemoryLayout<Self>.size }

  @inlinable public func encode(into bytes: UnsafeMutableRawBufferPointer) {
    bytes.storeBytes(of: bigEndian, as: Self.self)
  }

  @inlinable public init?(encoded bytes: UnsafeRawBufferPointer) {
    guard bytes.count == MemoryLayout<Self>.size else { return nil }
    self.init(bigEndian: bytes.loadUnaligned(as: Self.self))
  }
}

extension UInt64: BigEndianElement {}
extension UInt32: BigEndianElement {}
extension UInt16: BigEndianElement {}
extension UInt8: BigEndianElement {}

/// Signed numbers, with the sign bit flipped so that negative ones sort first.
extension Int64: TableKey, TableValue {
  @inlinable public static var fixedSize: Int? { 8 }
  @inlinable public var encodedSize: Int { 8 }

  @inlinable public func encode(into bytes: UnsafeMutableRawBufferPointer) {
    (UInt64(bitPattern: self) ^ (1 << 63)).encode(into: bytes)
  }

  @inlinable public init?(encoded bytes: UnsafeRawBufferPointer) {
    guard let word = UInt64(encoded: bytes) else { return nil }
    self.init(bitPattern: word ^ (1 << 63))
  }
}
