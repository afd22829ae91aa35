import Crypto
import LedgerCore
import LedgerLog

/// Writes one backup file (`docs/format.md`).
final class BackupFileWriter {
  let head: BackupHead
  private let file: UnfinishedFile
  private let throttle: Throttle
  private let compressor = ZstandardCompressor(level: BackupFormat.level)
  private var hash = SHA256()
  private var block: [UInt8] = []
  private var stored: [UInt8] = []
  /// Bytes of the file so far.
  private(set) var byteCount: UInt64 = 0

  init(_ head: BackupHead, to file: UnfinishedFile, _ throttle: Throttle) throws(LedgerError) {
    self.head = head
    self.file = file
    self.throttle = throttle
    block.reserveCapacity(BackupFormat.blockBytes * 2)
    try write(head.json.utf8 + [0x0a])
  }

  func add(_ record: BackupRecord) throws(LedgerError) {
    record.write(to: &block)
    if block.count >= BackupFormat.blockBytes { try writeBlock() }
  }

  private func writeBlock() throws(LedgerError) {
    guard !block.isEmpty else { return }
    let bound = ZstandardCompressor.bound(block.count)
    if stored.count < bound { stored = [UInt8](repeating: 0, count: bound) }
    let compressor = compressor
    let count = block.withUnsafeBytes { source in
      stored.withUnsafeMutableBytes { target in
        compressor.compress(source, into: target, dictionary: nil)
      }
    }
    guard let count else { preconditionFailure("zstd compresses what fits its bound") }
    var lengths: [UInt8] = []
    withUnsafeBytes(of: UInt32(block.count).littleEndian) { lengths += $0 }
    withUnsafeBytes(of: UInt32(count).littleEndian) { lengths += $0 }
    try write(lengths)
    try write(stored[..<count])
    block.removeAll(keepingCapacity: block.capacity <= 4 * BackupFormat.blockBytes)
  }

  /// Completes the file under its name.
  ///
  /// - Returns: its SHA-256, but for the line that says so.
  func complete(_ summary: BackupSummary, as path: String) throws(LedgerError) -> Hash256 {
    try writeBlock()
    try write([0, 0, 0, 0, 0x0a] + summary.json.utf8 + [0x0a])
    let digest = Hash256(bytes: hash.finalize())
    try write(Array("\(digest)\n".utf8))
    try file.complete(as: path)
    return digest
  }

  private func write(_ bytes: some Collection<UInt8>) throws(LedgerError) {
    let array = Array(bytes)
    let result: Result<Void, LedgerError> = array.withUnsafeBytes { bytes in
      hash.update(bufferPointer: bytes)
      do throws(LedgerError) { return .success(try file.write(bytes)) } catch {
        return .failure(error)
      }
    }
    try result.get()
    byteCount += UInt64(array.count)
    throttle.pass(array.count)
  }
}
