public import LedgerChannels

/// A file opened for its content: decompressed where its first bytes say that it is compressed,
/// whatever its name.
public struct OpenedFile: ByteSource {
  private enum Content {
    case plain(Input)
    case zstd(ZstdSource)
    case gzip(GzipSource)
  }

  private let file: FileSource
  private let content: Content

  /// Bytes read from the disk so far.
  public var byteCount: UInt64 { file.byteCount }

  public init(path: String) throws(LedgerError) {
    let file = try FileSource(path: path)
    let input = Input(file, head: try OpenedFile.head(of: file))
    let head = input.buffer[input.rest]
    if head.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) {
      content = .zstd(ZstdSource(input))
    } else if head.starts(with: [0x1f, 0x8b]) {
      content = .gzip(GzipSource(input))
    } else {
      content = .plain(input)
    }
    self.file = file
  }

  /// The first four bytes, or fewer where the file has no more.
  private static func head(of file: FileSource) throws(LedgerError) -> [UInt8] {
    var head = [UInt8](repeating: 0, count: 4)
    var count = 0
    while count < head.count {
      let from = count
      let result: Result<Int, LedgerError> = head.withUnsafeMutableBytes { bytes in
        do throws(LedgerError) {
          return .success(
            try file.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[from...])))
        } catch {
          return .failure(error)
        }
      }
      let read = try result.get()
      if read == 0 { break }
      count += read
    }
    return Array(head.prefix(count))
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(LedgerError) -> Int {
    switch content {
    case .zstd(let source): return try source.read(into: buffer)
    case .gzip(let source): return try source.read(into: buffer)
    case .plain(let input):
      guard !input.rest.isEmpty else { return try file.read(into: buffer) }
      let count = min(buffer.count, input.rest.count)
      let piece = input.rest.lowerBound..<input.rest.lowerBound + count
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: input.buffer[piece]))
      input.rest = piece.upperBound..<input.rest.upperBound
      return count
    }
  }
}
