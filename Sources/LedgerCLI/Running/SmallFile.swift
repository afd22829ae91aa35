import Glibc
import LedgerEngine

/// Files that people write, such as policies.
enum SmallFile {
  static func bytes(of path: String) throws -> [UInt8] {
    guard let file = fopen(path, "rb") else { throw LedgerError.file(path: path, errno: errno) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
      bytes += buffer[..<count]
    }
    guard ferror(file) == 0 else { throw LedgerError.file(path: path, errno: EIO) }
    return bytes
  }
}
