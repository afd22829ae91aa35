internal import CZstd

/// A compression context of zstd (RFC 8878), reused from body to body. For one thread at a time.
package final class ZstandardCompressor {
  private let context: OpaquePointer

  package init(level: Int32, hasChecksum: Bool = false) {
    guard let context = ZSTD_createCCtx() else { preconditionFailure("zstd has no memory") }
    self.context = context
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)
    // The record names the dictionary and the length itself.
    ZSTD_CCtx_setParameter(context, ZSTD_c_dictIDFlag, 0)
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, hasChecksum ? 1 : 0)
  }

  deinit { ZSTD_freeCCtx(context) }

  package static func bound(_ count: Int) -> Int { ZSTD_compressBound(count) }

  /// Bytes written to `target`; nil where zstd refuses.
  package func compress(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer,
    dictionary: CompressionDictionary?
  ) -> Int? {
    ZSTD_CCtx_refCDict(context, dictionary?.forCompression)
    let count = ZSTD_compress2(
      context, target.baseAddress, target.count, source.baseAddress, source.count)
    return ZSTD_isError(count) == 0 ? count : nil
  }
}

/// A decompression context of zstd, reused. For one thread at a time.
package final class ZstandardDecompressor {
  private let context: OpaquePointer

  package init() {
    guard let context = ZSTD_createDCtx() else { preconditionFailure("zstd has no memory") }
    self.context = context
  }

  deinit { ZSTD_freeDCtx(context) }

  /// Fills exactly `target`; any other length, or broken bytes, is a fault.
  package func decompress(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer,
    dictionary: CompressionDictionary?
  ) throws(FormatFault) {
    let count =
      if let dictionary {
        ZSTD_decompress_usingDDict(
          context, target.baseAddress, target.count, source.baseAddress, source.count,
          dictionary.forDecompression)
      } else {
        ZSTD_decompressDCtx(
          context, target.baseAddress, target.count, source.baseAddress, source.count)
      }
    guard ZSTD_isError(count) == 0, count == target.count else { throw .notDecompressed }
  }
}

/// A dictionary, digested for both directions. Digested dictionaries never change, and zstd allows
/// them to be used by many threads at once; hence unchecked.
public final class CompressionDictionary: @unchecked Sendable {
  public let id: DictionaryID
  public let shape: String
  public let bytes: [UInt8]
  let forCompression: OpaquePointer
  let forDecompression: OpaquePointer

  package init(id: DictionaryID, shape: String, bytes: [UInt8], level: Int32) {
    guard let compression = ZSTD_createCDict(bytes, bytes.count, level),
      let decompression = ZSTD_createDDict(bytes, bytes.count)
    else { preconditionFailure("zstd has no memory for a dictionary") }
    self.id = id
    self.shape = shape
    self.bytes = bytes
    forCompression = compression
    forDecompression = decompression
  }

  deinit {
    ZSTD_freeCDict(forCompression)
    ZSTD_freeDDict(forDecompression)
  }
}
