import Glibc
import LedgerEngine
import Logging

/// What a server tells of its running: a line for each thing, on standard error. JSON for programs, words
/// where a person looks.
struct LineLog: LogHandler {
  var logLevel = Logger.Level.info
  var metadata: Logger.Metadata = [:]
  private let isJSON = !Terminal.error.isTerminal

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var fields = metadata.merging(event.metadata ?? [:]) { $1 }.map { ($0.key, "\($0.value)") }
      .sorted { $0.0 < $1.0 }
    if let error = event.error { fields.append(("error", "\(error)")) }
    let now = Surroundings.machine.now().rfc3339
    let message = "\(event.message)"
    if isJSON {
      let first = [("time", now), ("level", "\(event.level)"), ("message", message)]
      LineLog.write(
        JSONValue.object((first + fields).map { ($0.0, .string($0.1)) }).utf8 + [0x0a])
    } else {
      let words = fields.map { "  \($0.0)=\(LineLog.word($0.1))" }.joined()
      LineLog.write(Array("\(now) \(event.level) \(message)\(words)\n".utf8))
    }
  }

  /// In quotation marks where it has more than plain characters.
  private static func word(_ text: String) -> String {
    let isPlain = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    return isPlain && !text.isEmpty ? text : JSONValue.string(text).compact
  }

  /// In one piece, so that lines of several threads do not mix. A server goes on where nobody takes what it
  /// tells any more.
  private static func write(_ line: [UInt8]) {
    line.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        let piece = UnsafeRawBufferPointer(rebasing: rest)
        let count = Glibc.write(STDERR_FILENO, piece.baseAddress, piece.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return }
        rest = rest.dropFirst(count)
      }
    }
  }
}
