import Crypto
import LedgerChannels
import LedgerCore
import LedgerLog

/// Reads the records of a backup file, and holds its bytes against its SHA-256.
struct BackupFileReader {
  private let file: BackupFile
  private let source: FileSource
  private let decompressor = ZstandardDecompressor()
  private var hash = SHA256()
  private var offset: UInt64 = 0

  init(_ file: BackupFile) throws(LedgerError) {
    self.file = file
    source = try FileSource(path: file.path)
  }

  /// Bytes in front of the line with the digest.
  private var hashedBytes: UInt64 { file.byteCount - UInt64(BackupFile.digestLineBytes) }

  /// Visits all records in their order. That the file was not altered is known when this returns.
  mutating func forEachRecord(
    _ visit: (BackupRecord) throws(LedgerError) -> Void
  ) throws(LedgerError) {
    do throws(LedgerError) {
      try readRecords(visit)
    } catch {
      // What is wrong with altered bytes is of no interest.
      try drain()
      try checkDigest()
      throw error
    }
    try checkDigest()
  }

  private mutating func readRecords(
    _ visit: (BackupRecord) throws(LedgerError) -> Void
  ) throws(LedgerError) {
    _ = try take(file.headBytes)
    while true {
      let rawCount = Int(BackupRecord.number(try take(4), at: 0))
      if rawCount == 0 { break }
      let storedCount = Int(BackupRecord.number(try take(4), at: 0))
      guard rawCount <= BackupFormat.blockBytesMax, storedCount <= BackupFormat.blockBytesMax else {
        throw contradiction("a block is longer than any may be")
      }
      let block = try decompress(try take(storedCount), rawCount)
      var place = 0
      while place < block.count {
        guard let record = BackupRecord(block, at: &place) else {
          throw contradiction("a record is not in its form")
        }
        try visit(record)
      }
    }
    guard hashedBytes - offset == UInt64(file.summaryBytes) + 1 else {
      throw contradiction("bytes stand behind its last block")
    }
    try drain()
  }

  private func decompress(_ stored: [UInt8], _ rawCount: Int) throws(LedgerError) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: rawCount)
    var isBroken = false
    stored.withUnsafeBytes { source in
      block.withUnsafeMutableBytes { target in
        do throws(FormatFault) {
          try decompressor.decompress(source, into: target, dictionary: nil)
        } catch {
          isBroken = true
        }
      }
    }
    if isBroken { throw contradiction("a block does not decompress") }
    return block
  }

  private mutating func take(_ count: Int) throws(LedgerError) -> [UInt8] {
    guard UInt64(count) <= hashedBytes - offset else {
      throw contradiction("a block is longer than the file")
    }
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let from = filled
      let source = source
      let result: Result<Int, LedgerError> = bytes.withUnsafeMutableBytes { buffer in
        do throws(LedgerError) {
          return .success(
            try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[from...])))
        } catch {
          return .failure(error)
        }
      }
      let read = try result.get()
      guard read > 0 else { throw .backup(.cutShort(path: file.path)) }
      filled += read
    }
    bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
    offset += UInt64(count)
    return bytes
  }

  private mutating func drain() throws(LedgerError) {
    while offset < hashedBytes { _ = try take(Int(min(1 << 20, hashedBytes - offset))) }
  }

  private func checkDigest() throws(LedgerError) {
    let copy = hash
    guard Hash256(bytes: copy.finalize()) == file.digest else {
      throw .backup(.altered(path: file.path))
    }
  }

  private func contradiction(_ detail: String) -> LedgerError {
    .backup(.contradiction(path: file.path, detail))
  }
}
