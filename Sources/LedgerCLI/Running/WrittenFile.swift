import Glibc
import LedgerEngine

/// Files that are written, such as reports.
enum WrittenFile {
  /// Writes a file in pieces. What was there before stays until all is written.
  static func write(to path: String, _ body: (([UInt8]) -> Void) -> Void) throws {
    let temporary = path + ".part"
    guard let file = fopen(temporary, "wb") else {
      throw LedgerError.file(path: path, errno: errno)
    }
    var failed: Int32 = 0
    body { piece in
      guard failed == 0, fwrite(piece, 1, piece.count, file) < piece.count else { return }
      failed = errno
    }
    if fclose(file) != 0, failed == 0 { failed = errno }
    if failed == 0, rename(temporary, path) != 0 { failed = errno }
    guard failed == 0 else {
      unlink(temporary)
      throw LedgerError.file(path: path, errno: failed)
    }
  }
}
