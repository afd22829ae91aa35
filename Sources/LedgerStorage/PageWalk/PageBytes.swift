/// Bytes of a page, or of a part of one. Whatever they hold, reading outside of them gives nil and
/// never a trap. Numbers lie least significant byte first.
struct PageBytes {
  let bytes: UnsafeRawBufferPointer

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  var count: Int { bytes.count }

  func word16(at offset: Int) -> Int? { load(offset, as: UInt16.self).map { Int($0) } }
  func word32(at offset: Int) -> UInt32? { load(offset, as: UInt32.self) }
  func word64(at offset: Int) -> UInt64? { load(offset, as: UInt64.self) }

  func part(at offset: Int, count: Int) -> PageBytes? {
    guard offset >= 0, count >= 0, offset <= self.count, count <= self.count - offset else {
      return nil
    }
    return PageBytes(UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + count)]))
  }

  private func load<Number: FixedWidthInteger & BitwiseCopyable>(
    _ offset: Int, as: Number.Type
  ) -> Number? {
    guard offset >= 0, offset <= count - MemoryLayout<Number>.size else { return nil }
    return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Number.self))
  }
}
