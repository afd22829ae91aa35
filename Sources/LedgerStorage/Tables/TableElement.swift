/// What a table can hold as a key or a value: something that writes itself into bytes and reads
/// itself back. No allocation happens on the way in; bytes are written straight into a stack
/// buffer or a page.
public protocol TableElement: Sendable {
  /// Size in bytes of every encoding, nil where it varies.
  static var fixedSize: Int? { get }
  /// Size in bytes of this one's encoding.
  var encodedSize: Int { get }
  /// Writes exactly `encodedSize` bytes.
  func encode(into bytes: UnsafeMutableRawBufferPointer)
  /// Reads an encoding; nil where the bytes are not one. They may be unaligned.
  init?(encoded bytes: UnsafeRawBufferPointer)
}

/// A key: its encodings, compared byte by byte, sort as the keys do.
public protocol TableKey: TableElement {}

/// A value. In a table of duplicates its encodings sort byte by byte.
public protocol TableValue: TableElement {}

extension TableElement {
  /// Lends the encoding, from the stack where it is short.
  @inlinable public func withEncoded<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    let size = encodedSize
    return withUnsafeTemporaryAllocation(byteCount: max(size, 1), alignment: 8) { buffer in
      let bytes = UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: size)
      encode(into: bytes)
      return body(UnsafeRawBufferPointer(bytes))
    }
  }
}

/// Lends the encoding of an optional element; nil has none.
@inlinable func withEncoded<Element: TableElement, Result>(
  _ element: Element?, _ body: (UnsafeRawBufferPointer?) -> Result
) -> Result {
  guard let element else { return body(nil) }
  return element.withEncoded { body($0) }
}
