import LedgerEngine

/// Results, on standard output.
enum Output {
  static func text(_ text: String) { Terminal.output.write(text) }

  /// One line.
  static func json(_ value: JSONValue) { Terminal.output.write(value.utf8 + [0x0a]) }

  /// What a person wants to know beside the result, on standard error.
  static func note(_ text: String) { Terminal.error.write(text + "\n") }
}
