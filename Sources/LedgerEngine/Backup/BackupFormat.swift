/// The numbers of backup files (`docs/format.md`).
enum BackupFormat {
  static let name = "orderledger/backup@v1"
  static let suffix = ".backup"
  /// What is being written in a folder, until it is complete.
  static let unfinishedName = "unfinished.part"

  /// Bytes of records in a block, unless one record alone has more.
  static let blockBytes = 1 << 20
  /// A longer block is refused: the longest record and a little.
  static let blockBytesMax = 72 << 20
  /// Bytes of a file in a folder at which the next one begins.
  static let fileBytes: UInt64 = 1 << 30
  /// Bytes of the first line, and of the last two.
  static let lineBytesMax = 1 << 20
  /// Of zstd. Bodies are compressed already; what is left are entries, salts and hashes.
  static let level: Int32 = 3
}

/// A record of a backup: a tag, the number of bytes that follow (`u32`), the bytes.
enum BackupRecord {
  /// Key and id of the ledger: the first record of a backup.
  case identity([UInt8])
  /// A dictionary's number (`u32`) and record.
  case dictionary(UInt32, [UInt8])
  case entry([UInt8])
  /// The stored body of the entry in front of it.
  case body([UInt8])
  /// A signed checkpoint.
  case checkpoint([UInt8])

  private enum Tag: UInt8 {
    case identity = 1, dictionary, entry, body, checkpoint
  }

  static let headBytes = 5

  func write(to block: inout [UInt8]) {
    switch self {
    case .identity(let bytes): BackupRecord.write(.identity, bytes, to: &block)
    case .dictionary(let id, let bytes):
      BackupRecord.write(
        .dictionary, withUnsafeBytes(of: id.littleEndian) { Array($0) } + bytes, to: &block)
    case .entry(let bytes): BackupRecord.write(.entry, bytes, to: &block)
    case .body(let bytes): BackupRecord.write(.body, bytes, to: &block)
    case .checkpoint(let bytes): BackupRecord.write(.checkpoint, bytes, to: &block)
    }
  }

  private static func write(_ tag: Tag, _ bytes: [UInt8], to block: inout [UInt8]) {
    block.append(tag.rawValue)
    withUnsafeBytes(of: UInt32(bytes.count).littleEndian) { block += $0 }
    block += bytes
  }

  /// Reads the record at `offset` and moves behind it; nil where there is none in its one form.
  init?(_ block: [UInt8], at offset: inout Int) {
    guard block.count - offset >= BackupRecord.headBytes, let tag = Tag(rawValue: block[offset])
    else { return nil }
    let count = Int(BackupRecord.number(block, at: offset + 1))
    let start = offset + BackupRecord.headBytes
    guard block.count - start >= count else { return nil }
    offset = start + count
    let bytes = Array(block[start..<offset])
    switch tag {
    case .identity: self = .identity(bytes)
    case .dictionary:
      guard count > 4 else { return nil }
      self = .dictionary(BackupRecord.number(bytes, at: 0), Array(bytes[4...]))
    case .entry: self = .entry(bytes)
    case .body: self = .body(bytes)
    case .checkpoint: self = .checkpoint(bytes)
    }
  }

  static func number(_ bytes: [UInt8], at offset: Int) -> UInt32 {
    bytes.withUnsafeBytes {
      UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
  }
}
