import LedgerEngine
import LedgerText

/// The words about backups.
enum BackupText {
  static func written(_ result: Backup.Result, target: String) -> String {
    let files = result.files.map { file in
      "\(file.path): \(entries(file.entries))"
        + (file.entries > 0 ? " from position \(file.first) on" : "")
        + ", \(bytes(file.byteCount))."
    }
    let whole =
      "\(target) holds \(entries(result.entries)) of the ledger \(result.ledger), root "
      + "\(result.root.short), and \(Words.count(result.checkpoints.count, "checkpoint"))."
    return paragraphs(
      (files.isEmpty ? ["Nothing has come since the last time."] : files) + [whole])
  }

  static func checked(_ checked: Backup.Checked, target: String) -> String {
    paragraphs([
      "\(target) is whole: \(Words.count(checked.files.count, "file")) with "
        + "\(entries(checked.entries)) and \(Words.count(checked.bodies, "body", "bodies")) of the "
        + "ledger \(checked.ledger), root \(checked.root.short).",
      signed(checked.signedSize, of: checked.entries),
    ])
  }

  /// What of it is vouched for.
  static func signed(_ size: UInt64?, of entries: UInt64) -> String {
    guard let size else { return "No checkpoint was signed that says what it should be." }
    let rest = entries - min(entries, size)
    return "It agrees with the checkpoint of \(self.entries(size))"
      + (rest == 0 ? "." : "; \(self.entries(rest)) came later.")
  }

  static func paragraphs(_ texts: [String]) -> String {
    texts.map { Wrapping.paragraph($0, label: "") }.joined()
  }

  static func json(_ file: Backup.Written) -> JSONValue {
    .object([
      ("path", .string(file.path)), ("first", .int(Int64(file.first.rawValue))),
      ("next", .int(Int64(file.next.rawValue))), ("bytes", .int(Int64(file.byteCount))),
      ("sha256", .string("\(file.sha256)")),
    ])
  }

  static func entries(_ count: UInt64) -> String { Words.count(Int(count), "entry", "entries") }

  static func bytes(_ count: UInt64) -> String {
    if count < 10 << 10 { return "\(Words.grouped(Int64(count))) bytes" }
    if count < 10 << 20 { return "\(Words.grouped(Int64(count >> 10))) KiB" }
    return "\(Words.grouped(Int64(count >> 20))) MiB"
  }
}
