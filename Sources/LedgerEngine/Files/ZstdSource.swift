import CZstd
import LedgerChannels

/// Decompresses Zstandard (RFC 8878), frame after frame, as it is read.
final class ZstdSource: ByteSource {
  private let input: Input
  private let stream: OpaquePointer
  private var isWithinFrame = false

  init(_ input: Input) {
    guard let stream = ZSTD_createDStream() else { preconditionFailure("out of memory") }
    self.input = input
    self.stream = stream
  }

  deinit { ZSTD_freeDStream(stream) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(LedgerError) -> Int {
    var output = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
    while output.pos == 0 {
      // A frame may have output left when all its input is consumed.
      if try !input.fill(), !isWithinFrame { return 0 }
      var compressed = ZSTD_inBuffer(
        src: input.buffer.baseAddress, size: input.rest.upperBound, pos: input.rest.lowerBound)
      let before = compressed.pos
      let hint = ZSTD_decompressStream(stream, &output, &compressed)
      guard ZSTD_isError(hint) == 0 else {
        throw .compressed(
          path: input.file.path, detail: String(cString: ZSTD_getErrorName(hint)))
      }
      input.rest = compressed.pos..<input.rest.upperBound
      isWithinFrame = hint != 0
      if output.pos == 0, compressed.pos == before, input.isAtEnd {
        throw .compressed(path: input.file.path, detail: "it ends in the middle of a frame")
      }
    }
    return output.pos
  }
}
