/// The words of exported logs (`docs/format.md`).
enum ExportFormat {
  static let name = "orderledger/log@v1"
  /// Longer bodies are written in base64, which never takes more than a third on top.
  static let textBytesMax = 8 << 20
  /// A payload in base64, the entry, and room for the rest.
  static let lineBytesMax = 128 << 20

  static let log = "log"
  static let entry = "entry"
  static let checkpoint = "checkpoint"
  static let end = "end"
}
