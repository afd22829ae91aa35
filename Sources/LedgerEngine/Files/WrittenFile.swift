import Glibc

/// Files that are written apart and renamed, so that nobody meets half of one.
public enum WrittenFile {
  /// Writes a file in pieces. What was there before stays until all is written.
  ///
  /// - Parameters:
  ///   - path: of the file; an error names it.
  ///   - temporary: where it stands until then, on the same disk; `.part` behind its path where nil.
  ///   - body: is handed what takes the pieces.
  public static func write(
    to path: String, by temporary: String? = nil, _ body: (([UInt8]) -> Void) -> Void
  ) throws(LedgerError) {
    let temporary = temporary ?? path + ".part"
    guard let file = fopen(temporary, "wb") else { throw .file(path: path, errno: errno) }
    var failed: Int32 = 0
    body { piece in
      guard failed == 0, fwrite(piece, 1, piece.count, file) < piece.count else { return }
      failed = errno
    }
    if fclose(file) != 0, failed == 0 { failed = errno }
    if failed == 0, rename(temporary, path) != 0 { failed = errno }
    guard failed == 0 else {
      unlink(temporary)
      throw .file(path: path, errno: failed)
    }
  }
}
