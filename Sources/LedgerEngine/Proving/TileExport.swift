import Glibc
import LedgerCore
import LedgerLog
import LedgerProofs
import LedgerStorage

/// A log as files that any web server can offer (C2SP tlog-tiles): hash tiles, bundles of entries, and the
/// checkpoint that they belong to, written last.
struct TileExport {
  private let log: LogReader
  private let directory: String
  private let size: UInt64

  private static let width: UInt64 = 256

  init(_ log: LogReader, to directory: String, size: UInt64) {
    self.log = log
    self.directory = directory
    self.size = size
  }

  /// Writes what is not there yet. Tiles never change, so one that is there stays.
  ///
  /// - Returns: files that were written.
  func write(progress: (UInt64, UInt64) -> Void) throws(LedgerError) -> Int {
    var written = 0
    var level = 0
    while case let count = size >> UInt64(8 * level), count > 0 {
      for tile in tiles(of: count) {
        let isWritten = try writeNew("tile/\(level)/\(tile.name)") { () throws(LedgerError) in
          try hashes(level: level, tile.indices)
        }
        if isWritten { written += 1 }
        guard level == 0 else { continue }
        let isBundled = try writeNew("tile/entries/\(tile.name)") { () throws(LedgerError) in
          try bundle(tile.indices)
        }
        if isBundled { written += 1 }
        progress(tile.indices.upperBound, size)
      }
      level += 1
    }
    return written
  }

  private struct Tile {
    var name: String
    var indices: Range<UInt64>
  }

  private func tiles(of count: UInt64) -> some Sequence<Tile> {
    stride(from: 0, to: count, by: Int(TileExport.width)).lazy.map { start in
      let width = min(TileExport.width, count - start)
      let name = TileExport.name(of: start / TileExport.width)
      return Tile(
        name: width < TileExport.width ? "\(name).p/\(width)" : name,
        indices: start..<start + width)
    }
  }

  /// `x001/x234/067`
  static func name(of number: UInt64) -> String {
    var rest = number
    var parts: [String] = []
    repeat {
      let digits = String(rest % 1_000)
      let padded = String(repeating: "0", count: 3 - digits.count) + digits
      parts.insert(parts.isEmpty ? padded : "x\(padded)", at: 0)
      rest /= 1_000
    } while rest > 0
    return parts.joined(separator: "/")
  }

  private func hashes(
    level: Int, _ indices: Range<UInt64>
  ) throws(LedgerError) -> [UInt8] {
    try LedgerError.logging { () throws(LogError) in
      try log.treeHashes(level: 8 * level, indices).flatMap(\.bytes)
    }
  }

  private func bundle(_ indices: Range<UInt64>) throws(LedgerError) -> [UInt8] {
    var bytes: [UInt8] = []
    try LedgerError.logging { () throws(LogError) in
      for index in indices {
        let entry = try log.canonicalEntry(at: LogPosition(index))
        withUnsafeBytes(of: UInt16(entry.count).bigEndian) { bytes += $0 }
        bytes += entry
      }
    }
    return bytes
  }

  private func writeNew(
    _ name: String, _ body: () throws(LedgerError) -> [UInt8]
  ) throws(LedgerError) -> Bool {
    let path = "\(directory)/\(name)"
    guard access(path, F_OK) != 0 else { return false }
    try LedgerError.storing { () throws(StorageError) in
      try Files.createDirectory(Files.directory(of: path), mode: 0o755)
    }
    let bytes = try body()
    try WrittenFile.write(to: path, mode: 0o644) { sink in sink(bytes) }
    return true
  }
}

extension Ledger {
  /// Writes the log up to the last checkpoint as tiles (C2SP tlog-tiles).
  ///
  /// - Returns: files that were written, and entries that they hold.
  public func exportTiles(
    to directory: String, progress: (UInt64, UInt64) -> Void = { _, _ in }
  ) throws(LedgerError) -> (files: Int, size: UInt64) {
    let signed = try lastCheckpoint()
    let export = TileExport(log, to: directory, size: signed.checkpoint.size)
    let files = try export.write(progress: progress)
    let note = signed.note.bytes
    try LedgerError.storing { () throws(StorageError) in
      try Files.createDirectory(directory, mode: 0o755)
    }
    try WrittenFile.write(to: "\(directory)/checkpoint", mode: 0o644, isDurable: true) { sink in
      sink(note)
    }
    return (files + 1, signed.checkpoint.size)
  }
}
