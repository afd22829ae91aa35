import LedgerCore
import LedgerRules

/// A rulebook's files inside the body of a control entry: in path order, each with its text, or its
/// bytes in hexadecimal where they are no text.
enum RulebookArchive {
  static func json(of files: [Rulebook.File]) -> JSONValue {
    .object([("files", .array(files.sorted { $0.path < $1.path }.map(json)))])
  }

  private static func json(of file: Rulebook.File) -> JSONValue {
    let content: (String, JSONValue) =
      if let text = String(validating: file.bytes, as: UTF8.self) {
        ("text", .string(text))
      } else {
        ("hex", .string(Hex.encode(file.bytes)))
      }
    return .object([("path", .string(file.path)), content])
  }

  /// Nil where there are none.
  static func files(in body: ControlReader) -> [Rulebook.File]? {
    body.object("rulebook")?.objects("files").compactMap { file in
      guard let path = file.text("path") else { return nil }
      let bytes = file.text("text").map { Array($0.utf8) } ?? file.text("hex").flatMap(Hex.decode)
      return bytes.map { Rulebook.File(path: path, bytes: $0) }
    }
  }

  /// The form that earlier versions wrote, as a whole body: number of files, then path and bytes of
  /// each, in path order.
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
