public import LedgerCore

extension LogPosition: TableKey, TableValue {
  @inlinable public static var fixedSize: Int? { 8 }
  @inlinable public var encodedSize: Int { 8 }
  @inlinable public func encode(into bytes: UnsafeMutableRawBufferPointer) {
    rawValue.encode(into: bytes)
  }
  @inlinable public init?(encoded bytes: UnsafeRawBufferPointer) {
    guard let value = UInt64(encoded: bytes) else { return nil }
    self.init(value)
  }
}

/// Microseconds, as a signed number.
extension Timestamp: TableKey, TableValue {
  @inlinable public static var fixedSize: Int? { 8 }
  @inlinable public var encodedSize: Int { 8 }
  @inlinable public func encode(into bytes: UnsafeMutableRawBufferPointer) {
    rawValue.encode(into: bytes)
  }
  @inlinable public init?(encoded bytes: UnsafeRawBufferPointer) {
    guard let value = Int64(encoded: bytes) else { return nil }
    self.init(rawValue: value)
  }
}

/// Position, then index: 10 bytes.
extension ItemID: TableKey, TableValue {
  @inlinable public static var fixedSize: Int? { 10 }
  @inlinable public var encodedSize: Int { 10 }
  @inlinable public func encode(into bytes: UnsafeMutableRawBufferPointer) {
    Pair(position, index).encode(into: bytes)
  }
  @inlinable public init?(encoded bytes: UnsafeRawBufferPointer) {
    guard let pair = Pair<LogPosition, UInt16>(encoded: bytes) else { return nil }
    self.init(position: pair.first, index: pair.second)
  }
}

extension Hash128: TableKey, TableValue {
  @inlinable public static var fixedSize: Int? { 16 }
  @inlinable public var encodedSize: Int { 16 }
  @inlinable public func encode(into bytes: UnsafeMutableRawBufferPointer) {
    Pair(high, low).encode(into: bytes)
  }
  @inlinable public init?(encoded bytes: UnsafeRawBufferPointer) {
    guard let pair = Pair<UInt64, UInt64>(encoded: bytes) else { return nil }
    self.init(high: pair.first, low: pair.second)
  }
}

extension Hash256: TableKey, TableValue {
  @inlinable public static var fixedSize: Int? { 32 }
  @inlinable public var encodedSize: Int { 32 }
  @inlinable public func encode(into bytes: UnsafeMutableRawBufferPointer) {
    Pair(Pair(words.0, words.1), Pair(words.2, words.3)).encode(into: bytes)
  }
  @inlinable public init?(encoded bytes: UnsafeRawBufferPointer) {
    typealias Half = Pair<UInt64, UInt64>
    guard let pair = Pair<Half, Half>(encoded: bytes) else { return nil }
    self.init(
      words: (pair.first.first, pair.first.second, pair.second.first, pair.second.second))
  }
}
