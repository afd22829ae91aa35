import CZlib
import LedgerChannels

/// Decompresses gzip (RFC 1952), member after member, as it is read.
final class GzipSource: ByteSource {
  private let input: Input
  private let stream: UnsafeMutablePointer<z_stream>
  private var isWithinMember = false

  init(_ input: Input) {
    self.input = input
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let code = orderledger_inflate_init(stream)
    precondition(code == Z_OK, "zlib starts")
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(LedgerError) -> Int {
    stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: Bytef.self)
    stream.pointee.avail_out = uInt(clamping: buffer.count)
    while stream.pointee.avail_out == uInt(clamping: buffer.count) {
      guard try input.fill() else {
        guard !isWithinMember else {
          throw .compressed(path: input.file.path, detail: "it ends in the middle of a member")
        }
        return 0
      }
      try inflateOnce()
    }
    return buffer.count - Int(stream.pointee.avail_out)
  }

  private func inflateOnce() throws(LedgerError) {
    let compressed = input.buffer.baseAddress.map { $0 + input.rest.lowerBound }
    stream.pointee.next_in = compressed?.assumingMemoryBound(to: Bytef.self)
    stream.pointee.avail_in = uInt(input.rest.count)
    isWithinMember = true
    let code = inflate(stream, Z_NO_FLUSH)
    input.rest = (input.rest.upperBound - Int(stream.pointee.avail_in))..<input.rest.upperBound
    switch code {
    case Z_OK, Z_BUF_ERROR: break
    case Z_STREAM_END:
      isWithinMember = false
      inflateReset(stream)
    default:
      let detail = stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(code)"
      throw .compressed(path: input.file.path, detail: detail)
    }
  }
}
