import Glibc
import LedgerCore

/// A complete backup file: what its first and last lines say. Its content is not read yet.
struct BackupFile: Sendable {
  let path: String
  let head: BackupHead
  let summary: BackupSummary
  /// SHA-256 of all in front of the last line, which states it.
  let digest: Hash256
  let byteCount: UInt64
  /// Bytes of the first line, and of the last two, with their ends.
  let headBytes: Int
  let summaryBytes: Int

  static let digestLineBytes = 65

  init(path: String) throws(LedgerError) {
    self.path = path
    guard let file = fopen(path, "rb") else { throw .file(path: path, errno: errno) }
    defer { fclose(file) }
    guard fseek(file, 0, SEEK_END) == 0, case let length = ftell(file), length >= 0 else {
      throw .file(path: path, errno: errno)
    }
    byteCount = UInt64(length)
    let start = try BackupFile.read(
      file, path, from: 0, count: min(length, BackupFormat.lineBytesMax))
    guard let end = start.firstIndex(of: 0x0a), let head = BackupHead(Array(start[..<end])) else {
      throw .backup(.foreign(path: path))
    }
    self.head = head
    headBytes = end + 1
    let count = min(length, BackupFormat.lineBytesMax)
    let tail = try BackupFile.read(file, path, from: length - count, count: count)
    guard let (summary, bytes, digest) = BackupFile.ending(of: tail), summary.next >= head.first
    else { throw .backup(.cutShort(path: path)) }
    self.summary = summary
    self.digest = digest
    summaryBytes = bytes
  }

  /// The last two lines.
  private static func ending(
    of tail: [UInt8]
  ) -> (summary: BackupSummary, bytes: Int, digest: Hash256)? {
    guard tail.count > digestLineBytes, tail.last == 0x0a else { return nil }
    let text = String(decoding: tail.suffix(digestLineBytes).dropLast(), as: UTF8.self)
    guard let digest = Hash256(hex: text), "\(digest)" == text else { return nil }
    let before = tail.dropLast(digestLineBytes)
    guard before.last == 0x0a, let start = before.dropLast().lastIndex(of: 0x0a),
      let summary = BackupSummary(Array(before[(start + 1)...].dropLast()))
    else { return nil }
    return (summary, before.count - start - 1, digest)
  }

  private static func read(
    _ file: UnsafeMutablePointer<FILE>, _ path: String, from: Int, count: Int
  ) throws(LedgerError) -> [UInt8] {
    guard fseek(file, from, SEEK_SET) == 0 else { throw .file(path: path, errno: errno) }
    var bytes = [UInt8](repeating: 0, count: count)
    let read = fread(&bytes, 1, count, file)
    guard read == count else { throw .file(path: path, errno: ferror(file) != 0 ? EIO : ESTALE) }
    return bytes
  }
}
