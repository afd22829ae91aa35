extension [UInt8]: TableElement, TableKey, TableValue {
  @inlinable public static var fixedSize: Int? { nil }
  @inlinable public var encodedSize: Int { count }

  @inlinable public func encode(into bytes: UnsafeMutableRawBufferPointer) {
    bytes.copyBytes(from: self)
  }

  @inlinable public init?(encoded bytes: UnsafeRawBufferPointer) { self.init(bytes) }
}

/// UTF-8, in the order of its code points.
extension String: TableKey, TableValue {
  @inlinable public static var fixedSize: Int? { nil }
  @inlinable public var encodedSize: Int { utf8.count }

  @inlinable public func encode(into bytes: UnsafeMutableRawBufferPointer) {
    bytes.copyBytes(from: utf8)
  }

  @inlinable public init?(encoded bytes: UnsafeRawBufferPointer) {
    self.init(validating: bytes, as: UTF8.self)
  }
}

/// No value: the key says it all.
public struct NoValue: TableValue, Hashable {
  @inlinable public init() {}
  @inlinable public static var fixedSize: Int? { 0 }
  @inlinable public var encodedSize: Int { 0 }
  @inlinable public func encode(into bytes: UnsafeMutableRawBufferPointer) {}
  @inlinable public init?(encoded bytes: UnsafeRawBufferPointer) {
    guard bytes.isEmpty else { return nil }
  }
}

/// Two elements, one after the other; the first has a fixed size, so that the second can be found
/// and pairs sort by their first element, then by their second.
public struct Pair<First: TableElement, Second: TableElement>: TableElement {
  public var first: First
  public var second: Second

  @inlinable public init(_ first: First, _ second: Second) {
    precondition(First.fixedSize != nil, "the first element of a pair has a fixed size")
    self.first = first
    self.second = second
  }

  @inlinable public static var fixedSize: Int? {
    guard let first = First.fixedSize, let second = Second.fixedSize else { return nil }
    return first + second
  }

  @inlinable public var encodedSize: Int { first.encodedSize + second.encodedSize }

  @inlinable public func encode(into bytes: UnsafeMutableRawBufferPointer) {
    let split = first.encodedSize
    first.encode(into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<split]))
    second.encode(into: UnsafeMutableRawBufferPointer(rebasing: bytes[split...]))
  }

  @inlinable public init?(encoded bytes: UnsafeRawBufferPointer) {
    guard let split = First.fixedSize, bytes.count >= split,
      let first = First(encoded: UnsafeRawBufferPointer(rebasing: bytes[..<split])),
      let second = Second(encoded: UnsafeRawBufferPointer(rebasing: bytes[split...]))
    else { return nil }
    self.init(first, second)
  }
}

extension Pair: TableKey where First: TableKey, Second: TableKey {}
extension Pair: TableValue where First: TableValue, Second: TableValue {}
extension Pair: Equatable where First: Equatable, Second: Equatable {}
extension Pair: Hashable where First: Hashable, Second: Hashable {}
