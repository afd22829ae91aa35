#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A growing buffer that bodies are written into, without a string in between.
///
/// Every writing function returns the writer, so that a body reads like its template:
/// `out.text(#"{"id":"#).number(order.id).text("}")`.
public final class BodyWriter {
  private var base: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  public private(set) var count = 0
  /// Decimals of the money that is written.
  var exponent = 2

  public init(capacity: Int = 1 << 16) {
    self.capacity = capacity
    base = .allocate(capacity: capacity)
  }

  deinit { base.deallocate() }

  public func removeAll() { count = 0 }

  public func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try body(UnsafeRawBufferPointer(start: base, count: count))
  }

  /// What was written, as an array.
  public var bytes: [UInt8] { Array(UnsafeBufferPointer(start: base, count: count)) }

  /// Room for `size` more bytes; the caller writes them and calls `advance`.
  @inline(__always)
  func reserve(_ size: Int) -> UnsafeMutablePointer<UInt8> {
    if count + size > capacity { grow(by: size) }
    return base + count
  }

  @inline(__always)
  func advance(_ size: Int) { count += size }

  private func grow(by size: Int) {
    let larger = max(capacity * 2, count + size)
    let replacement = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    replacement.update(from: base, count: count)
    base.deallocate()
    base = replacement
    capacity = larger
  }

  @discardableResult @inline(__always)
  public func text(_ text: StaticString) -> BodyWriter {
    let size = text.utf8CodeUnitCount
    memcpy(reserve(size), text.utf8Start, size)
    advance(size)
    return self
  }

  @discardableResult
  public func bytes(of other: BodyWriter) -> BodyWriter {
    memcpy(reserve(other.count), other.base, other.count)
    advance(other.count)
    return self
  }

  @discardableResult
  public func raw(_ bytes: UnsafeRawBufferPointer) -> BodyWriter {
    guard let start = bytes.baseAddress else { return self }
    memcpy(reserve(bytes.count), start, bytes.count)
    advance(bytes.count)
    return self
  }

  @discardableResult @inline(__always)
  public func byte(_ byte: UInt8) -> BodyWriter {
    reserve(1).pointee = byte
    advance(1)
    return self
  }
}
