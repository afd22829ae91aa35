import Glibc

/// Files that are read whole: policies, keys, proofs.
public enum SmallFile {
  public static let bytesMax = 1 << 28

  /// - Parameter limit: a longer file is refused.
  public static func bytes(
    of path: String, limit: Int = SmallFile.bytesMax
  ) throws(LedgerError) -> [UInt8] {
    guard let file = fopen(path, "rb") else { throw .file(path: path, errno: errno) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
      bytes += buffer[..<count]
      guard bytes.count <= limit else { throw .file(path: path, errno: EFBIG) }
    }
    guard ferror(file) == 0 else { throw .file(path: path, errno: EIO) }
    return bytes
  }
}
