import Crypto
import Glibc
import LedgerCore

/// A file of archived bodies, open for reading. From any thread.
final class ArchiveFileReader: Sendable {
  let path: String
  private let descriptor: Int32
  private let digest: Hash256
  private let byteCount: UInt64
  private let rows: [Row]
  /// Where the blocks end.
  private let indexOffset: UInt64

  private struct Row {
    var first: LogPosition
    var offset: UInt64
  }

  /// Opens the file that the log names, and holds its head and end against what the log says.
  init(
    _ reference: ArchiveReference, in directory: String, ledger: Hash128
  ) throws(ArchiveFault) {
    path = reference.path(in: directory)
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(path: path, errno: errno) }
    digest = reference.digest
    byteCount = reference.byteCount
    do throws(ArchiveFault) {
      var status = stat()
      guard fstat(descriptor, &status) == 0 else { throw .unreadable(path: path, errno: errno) }
      let least = UInt64(ArchiveFormat.headerBytes + ArchiveFormat.trailerBytes)
      guard UInt64(status.st_size) == byteCount, byteCount >= least else {
        throw .foreign(path: path)
      }
      let header = try ArchiveFileReader.read(descriptor, path, 0, ArchiveFormat.headerBytes)
      guard header == ArchiveFileWriter.header(ledger, reference.positions) else {
        throw .foreign(path: path)
      }
      (indexOffset, rows) = try ArchiveFileReader.index(descriptor, path, byteCount, digest)
    } catch {
      close(descriptor)
      throw error
    }
  }

  deinit { close(descriptor) }

  private static func index(
    _ descriptor: Int32, _ path: String, _ byteCount: UInt64, _ digest: Hash256
  ) throws(ArchiveFault) -> (UInt64, [Row]) {
    let end = byteCount - UInt64(ArchiveFormat.trailerBytes)
    let trailer = try read(descriptor, path, end, ArchiveFormat.trailerBytes)
    let (offset, count) = (number(trailer, 0), number(trailer, 8))
    let header = UInt64(ArchiveFormat.headerBytes)
    var last: [UInt8] = []
    last.write(digest)
    guard Array(trailer[16...]) == last, (header...end).contains(offset),
      (end - offset).isMultiple(of: UInt64(ArchiveFormat.indexRowBytes)),
      (end - offset) / UInt64(ArchiveFormat.indexRowBytes) == count
    else { throw .altered(path: path) }
    let bytes = try read(descriptor, path, offset, Int(end - offset))
    var rows: [Row] = []
    for start in stride(from: 0, to: bytes.count, by: ArchiveFormat.indexRowBytes) {
      let row = Row(first: LogPosition(number(bytes, start)), offset: number(bytes, start + 8))
      let isNext = rows.last.map { $0.first < row.first && $0.offset < row.offset }
      guard isNext ?? (row.offset == header), row.offset < offset else {
        throw .altered(path: path)
      }
      rows.append(row)
    }
    return (offset, rows)
  }

  var blocks: Int { rows.count }

  /// The number of the block in which a body is, if it is in the file.
  func block(of position: LogPosition) -> Int? {
    var (low, high) = (0, rows.count)
    while low < high {
      let middle = (low + high) / 2
      if rows[middle].first <= position { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : low - 1
  }

  /// Reads a block from disk.
  func read(block number: Int) throws(ArchiveFault) -> ArchiveBlock {
    let (start, row) = (rows[number].offset, rows[number])
    let end = number + 1 < rows.count ? rows[number + 1].offset : indexOffset
    let bytes = try ArchiveFileReader.read(descriptor, path, start, Int(end - start))
    do throws(FormatFault) {
      return try ArchiveBlock(try ArchiveFileReader.decompress(bytes), first: row.first)
    } catch {
      throw .damaged(path: path, block: number, error)
    }
  }

  private static func decompress(_ bytes: [UInt8]) throws(FormatFault) -> [UInt8] {
    try bytes.withUnsafeBytesOrThrow { buffer throws(FormatFault) in
      var reader = ByteReader(buffer)
      let count: UInt32 = try reader.fixed(.payload)
      let stored: UInt32 = try reader.fixed(.payload)
      guard count <= ArchiveFormat.blockBytesMax else {
        throw .tooLarge(.payload, found: Int(count), max: ArchiveFormat.blockBytesMax)
      }
      let range = try reader.skip(Int(stored), .payload)
      try reader.finish()
      let source = UnsafeRawBufferPointer(rebasing: buffer[range])
      var block = [UInt8](repeating: 0, count: Int(count))
      var isWhole = false
      block.withUnsafeMutableBytes { target in
        let decompressor = ZstandardDecompressor()
        isWhole =
          (try? decompressor.decompress(source, into: target, dictionary: nil)) != nil
      }
      guard isWhole else { throw .notDecompressed }
      return block
    }
  }

  /// Holds all bytes against the digest that the log has.
  func check() throws(ArchiveFault) {
    var hash = SHA256()
    var offset: UInt64 = 0
    let end = byteCount - 32
    while offset < end {
      let count = Int(min(1 << 20, end - offset))
      let bytes = try ArchiveFileReader.read(descriptor, path, offset, count)
      bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
      offset += UInt64(count)
    }
    guard Hash256(bytes: hash.finalize()) == digest else { throw .altered(path: path) }
  }

  private static func read(
    _ descriptor: Int32, _ path: String, _ offset: UInt64, _ count: Int
  ) throws(ArchiveFault) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let from = filled
      let read = bytes.withUnsafeMutableBytes {
        pread(
          descriptor, $0.baseAddress?.advanced(by: from), count - from,
          off_t(offset) + off_t(from))
      }
      if read < 0, errno == EINTR { continue }
      guard read >= 0 else { throw .unreadable(path: path, errno: errno) }
      // It was cut short since it was opened.
      guard read > 0 else { throw .altered(path: path) }
      filled += read
    }
    return bytes
  }

  private static func number(_ bytes: [UInt8], _ offset: Int) -> UInt64 {
    bytes.withUnsafeBytes {
      UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
  }
}
