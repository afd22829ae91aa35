import Glibc

/// A file to import.
public struct DeliveryFile: Sendable, Hashable {
  public var path: String
  /// As it lies on disk; 0 for a stream.
  public var byteCount: UInt64
  /// Whether its name says that each line is a record. Else, and of streams, the first line says
  /// it: where that is no JSON object of its own, the whole is one record.
  public var isLines: Bool
}

/// Finds the files of an import.
public enum DeliveryFiles {
  private static let lineSuffixes = [".ndjson", ".jsonl", ".ldjson"]
  private static let compressedSuffixes = [".zst", ".gz"]
  private static let depthMax = 64

  /// The files that paths name: a file itself, a folder's files and those of its folders in
  /// order of their names, `-` for standard input. Names that begin with a dot are passed
  /// over in folders.
  public static func list(_ paths: [String]) throws(LedgerError) -> [DeliveryFile] {
    var files: [DeliveryFile] = []
    for path in paths { try list(path, depth: 0, into: &files) }
    return files
  }

  private static func list(
    _ path: String, depth: Int, into files: inout [DeliveryFile]
  ) throws(LedgerError) {
    if path == FileSource.standardInput {
      files.append(DeliveryFile(path: path, byteCount: 0, isLines: false))
      return
    }
    var status = stat()
    guard stat(path, &status) == 0 else { throw .file(path: path, errno: errno) }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      let isRegular = status.st_mode & S_IFMT == S_IFREG
      files.append(
        DeliveryFile(
          path: path, byteCount: isRegular ? UInt64(status.st_size) : 0,
          isLines: isRegular && isLines(path)))
      return
    }
    guard depth < depthMax else { throw .file(path: path, errno: ELOOP) }
    guard access(path, R_OK | X_OK) == 0 else { throw .file(path: path, errno: errno) }
    for name in Directory.names(in: path).sorted() where !name.hasPrefix(".") {
      try list("\(path)/\(name)", depth: depth + 1, into: &files)
    }
  }

  private static func isLines(_ path: String) -> Bool {
    var name = path.lowercased()
    for suffix in compressedSuffixes where name.hasSuffix(suffix) {
      name.removeLast(suffix.count)
    }
    return lineSuffixes.contains { name.hasSuffix($0) }
  }
}
