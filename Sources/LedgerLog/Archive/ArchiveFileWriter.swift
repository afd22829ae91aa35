import Crypto
import Glibc
import LedgerCore
import LedgerStorage

/// Writes one file of archived bodies (`docs/format.md`), which appears under its name when it is
/// complete.
final class ArchiveFileWriter {
  private let path: String
  private let descriptor: Int32
  private let compressor = ZstandardCompressor(level: ArchiveFormat.level, hasChecksum: true)
  private var hash = SHA256()
  private var byteCount: UInt64 = 0
  private var block: [UInt8] = []
  private var first: LogPosition?
  private var index: [UInt8] = []
  private(set) var bodies: UInt64 = 0

  private var unfinished: String { path + ArchiveFormat.unfinishedSuffix }

  init(
    path: String, ledger: Hash128, positions: Range<LogPosition>
  ) throws(ArchiveFault) {
    self.path = path
    descriptor = open(
      path + ArchiveFormat.unfinishedSuffix,
      O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw .unwritable(path: path, errno: errno) }
    try write(ArchiveFileWriter.header(ledger, positions))
  }

  deinit {
    close(descriptor)
    // Where it was completed, there is none.
    unlink(unfinished)
  }

  static func header(_ ledger: Hash128, _ positions: Range<LogPosition>) -> [UInt8] {
    var bytes = ArchiveFormat.magic
    bytes.append(ArchiveFormat.version)
    bytes += [UInt8](repeating: 0, count: 15)
    bytes.write(ledger)
    bytes.write(fixed: positions.lowerBound.rawValue)
    bytes.write(fixed: positions.upperBound.rawValue)
    return bytes
  }

  /// Positions ascend.
  func add(_ record: ArchiveRecord, at position: LogPosition) throws(ArchiveFault) {
    let start = first ?? position
    first = start
    record.write(to: &block, distance: position.rawValue - start.rawValue)
    bodies += 1
    if block.count >= ArchiveFormat.blockBytes { try writeBlock() }
  }

  private func writeBlock() throws(ArchiveFault) {
    guard let first else { return }
    index.write(fixed: first.rawValue)
    index.write(fixed: byteCount)
    let compressor = compressor
    let stored = [UInt8](unsafeUninitializedCapacity: ZstandardCompressor.bound(block.count)) {
      target, count in
      let written = block.withUnsafeBytes { source in
        compressor.compress(
          source, into: UnsafeMutableRawBufferPointer(target), dictionary: nil)
      }
      guard let written else { preconditionFailure("zstd compresses what fits its bound") }
      count = written
    }
    var lengths: [UInt8] = []
    lengths.write(fixed: UInt32(block.count))
    lengths.write(fixed: UInt32(stored.count))
    try write(lengths)
    try write(stored)
    block.removeAll(keepingCapacity: block.capacity <= 4 * ArchiveFormat.blockBytes)
    self.first = nil
  }

  /// Puts the file on disk under its name, in place of one that an interrupted run has left.
  func complete() throws(ArchiveFault) -> (digest: Hash256, byteCount: UInt64) {
    try writeBlock()
    let indexOffset = byteCount
    try write(index)
    var trailer: [UInt8] = []
    trailer.write(fixed: indexOffset)
    trailer.write(fixed: UInt64(index.count / ArchiveFormat.indexRowBytes))
    try write(trailer)
    let digest = Hash256(bytes: hash.finalize())
    var last: [UInt8] = []
    last.write(digest)
    try write(last)
    guard fsync(descriptor) == 0 else { throw .unwritable(path: path, errno: errno) }
    // Crash here: a file under another name, which the next run writes over.
    guard rename(unfinished, path) == 0 else { throw .unwritable(path: path, errno: errno) }
    do throws(StorageError) {
      try Files.syncDirectory(Files.directory(of: path))
    } catch {
      throw .unwritable(path: path, errno: errno)
    }
    return (digest, byteCount)
  }

  private func write(_ bytes: [UInt8]) throws(ArchiveFault) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), bytes.count - written)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw .unwritable(path: path, errno: errno) }
      written += count
    }
    bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
    byteCount += UInt64(bytes.count)
  }
}
