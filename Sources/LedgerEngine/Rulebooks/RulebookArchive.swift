import LedgerCore
import LedgerRules

/// A rulebook's files as one body of the log: number of files, then path and bytes of each, in path
/// order.
enum RulebookArchive {
  static func bytes(of files: [Rulebook.File]) -> [UInt8] {
    var writer = ByteWriter()
    writer.list(files.sorted { $0.path < $1.path }) { writer, file in
      writer.text(file.path)
      writer.blob(file.bytes)
    }
    return writer.bytes
  }

  static func files(in bytes: [UInt8]) throws(MalformedBytes) -> [Rulebook.File] {
    let result: Result<[Rulebook.File], MalformedBytes> = bytes.withUnsafeBytes { buffer in
      do throws(MalformedBytes) {
        var reader = ByteReader(buffer)
        return .success(
          try reader.list { (reader) throws(MalformedBytes) in
            let path = try reader.text()
            return Rulebook.File(path: path, bytes: try reader.blob())
          })
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}
