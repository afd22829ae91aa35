import LedgerEngine

/// Results, on standard output.
enum Output {
  static func text(_ text: String) { Terminal.output.write(text) }

  /// One line.
  static func json(_ value: JSONValue) { line(value.utf8) }

  static func bytes(_ bytes: [UInt8]) { Terminal.output.write(bytes) }

  static func line(_ bytes: [UInt8]) { Terminal.output.write(bytes + [0x0a]) }

  /// What a person wants to know beside the result, on standard error.
  static func note(_ text: String) { Terminal.error.write(text + "\n") }
}
