import Glibc
import LedgerCore
import LedgerLog
import Testing

@Suite("docs/format.md")
struct FormatDocumentTests {
  @Test("the document shows the bytes that the tests check")
  func examples() throws {
    let shown = hexOnly(try text("docs/format.md"))
    for example in [
      FormatExamples.entry, FormatExamples.payload, FormatExamples.storedBody,
      FormatExamples.fingerprint,
    ] {
      #expect(shown.contains(example))
    }
  }

  /// What stands in the document's lines that begin with an offset, with the hex digits
  /// put together.
  private func hexOnly(_ document: String) -> String {
    document.split(separator: "\n").compactMap { line -> String? in
      guard let match = line.wholeMatch(of: /\s*[0-9]+:((?: [0-9a-f]{2})+)(?:  .*)?/) else {
        return nil
      }
      return match.output.1.filter { $0 != " " }
    }.joined()
  }

  private func text(_ path: String) throws -> String {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let file = try #require(fopen("/\(root)/\(path)", "r"))
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
