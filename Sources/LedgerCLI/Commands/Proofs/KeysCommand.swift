import ArgumentParser
import LedgerEngine
import LedgerText

struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys",
    abstract: "Show or change the keys that checkpoints are signed with, and the master key.",
    discussion: """
      The private key is in the ledger's directory, `signing.key`, for its owner alone. The public \
      key, a vkey, goes to all who check: they need nothing else to trust.

      Examples:
        orderledger keys
        orderledger keys show --current > ledger.vkey
        orderledger keys rotate --reason "yearly"
        orderledger --master-key old.key keys master --new new.key
      """,
    subcommands: [KeysShowCommand.self, KeysRotateCommand.self, KeysMasterCommand.self],
    defaultSubcommand: KeysShowCommand.self)

  @OptionGroup var ledger: LedgerOptions
}

struct KeysShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show the public keys, the oldest first; the last one signs.",
    discussion: """
      Example:
        orderledger keys show --current > ledger.vkey
      """)

  @OptionGroup var ledger: LedgerOptions

  @Flag(help: "Only the key that signs, and nothing else.")
  var current = false

  func run() throws {
    var keys = try ledger.openForReading().signingKeys()
    if current { keys = keys.suffix(1) }
    if ledger.json {
      Output.json(.object([("keys", .keys(keys))]))
    } else if current {
      Output.text(keys.map { $0.key.text + "\n" }.joined())
    } else {
      for recorded in keys {
        let reason = recorded.reason.isEmpty ? "" : ": \(recorded.reason)"
        Output.text(
          "\(recorded.key.text)\n"
            + Wrapping.paragraph(
              "since position \(recorded.position), by \(recorded.by)\(reason)", label: "  "))
      }
    }
  }
}

struct KeysRotateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotate", abstract: "Begin to sign with a new key.",
    discussion: """
      The log records the new key, and a checkpoint is signed with the old one and the new one: who \
      trusts the old key finds the new one vouched for. --lost is for an old key that is gone; then \
      the new one has to be given to all who check by another way.

      Examples:
        orderledger keys rotate --reason "yearly"
        orderledger keys rotate --lost --reason "disk of host 4 lost"
      """)

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var why: ReasonOption

  @Flag(help: "The old key is gone and cannot sign.")
  var lost = false

  func run() throws {
    let opened = try ledger.openForWriting()
    let signed = try opened.rotateKey(
      reason: why.reason, isFormerLost: lost, actor: Actor.current)
    try opened.close()
    let key = try opened.signingKeys().last?.key.text ?? ""
    if ledger.json {
      Output.json(
        .object([
          ("key", .string(key)), ("checkpoint", .int(Int64(signed.checkpoint.size))),
          ("note", .string(String(decoding: signed.note.bytes, as: UTF8.self))),
        ]))
    } else {
      Output.text(
        "Checkpoints are signed with\n\(key)\nThat of \(signed.checkpoint.size) entries is signed with "
          + (lost ? "it alone.\n" : "the former key too.\n"))
    }
  }
}
