import CZlib
import CZstd
import Foundation

/// Compressed files of deliveries, sound or damaged.
enum Container: CaseIterable {
  case plain, zstd, gzip, gzipTwice

  /// The file's bytes.
  func packed(_ bytes: [UInt8]) -> [UInt8] {
    switch self {
    case .plain: bytes
    case .zstd: Container.zstandard(bytes)
    case .gzip: Container.gzipped(bytes)
    case .gzipTwice:
      // Two members, as `cat a.gz b.gz` makes them.
      Container.gzipped(Array(bytes.prefix(bytes.count / 2)))
        + Container.gzipped(Array(bytes.suffix(bytes.count - bytes.count / 2)))
    }
  }

  private static func zstandard(_ bytes: [UInt8]) -> [UInt8] {
    var packed = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
    let count = ZSTD_compress(&packed, packed.count, bytes, bytes.count, 1)
    precondition(ZSTD_isError(count) == 0, "zstd compresses")
    return Array(packed.prefix(count))
  }

  /// RFC 1952 around zlib's raw blocks: what `compress2` makes, without its head and tail.
  private static func gzipped(_ bytes: [UInt8]) -> [UInt8] {
    var count = compressBound(uLong(bytes.count))
    var packed = [UInt8](repeating: 0, count: Int(count))
    precondition(
      compress2(&packed, &count, bytes, uLong(bytes.count), 1) == Z_OK, "zlib compresses")
    let checksum = UInt32(truncatingIfNeeded: crc32(0, bytes, uInt(bytes.count)))
    var result: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
    result += packed[2..<(Int(count) - 4)]
    for value in [checksum, UInt32(truncatingIfNeeded: bytes.count)] {
      for shift in stride(from: 0, to: 32, by: 8) {
        result.append(UInt8(truncatingIfNeeded: value >> UInt32(shift)))
      }
    }
    return result
  }
}
