/// The numbers of archive files (`docs/format.md`).
enum ArchiveFormat {
  static let magic = Array("OrderLedger body".utf8)
  static let version: UInt8 = 1
  static let headerBytes = 64
  static let trailerBytes = 48
  static let indexRowBytes = 16
  static let suffix = ".archive"
  static let unfinishedSuffix = ".part"

  /// Entries of a file.
  static let entriesMax: UInt64 = 65_536
  /// Bytes of records in a block, unless one record alone has more: a body is read with those around
  /// it.
  static let blockBytes = 256 << 10
  /// A longer block is refused: the longest record and a little.
  static let blockBytesMax = Payload.bytesMax + (1 << 20)
  /// Of zstd: written once, and read often.
  static let level: Int32 = 9
}
