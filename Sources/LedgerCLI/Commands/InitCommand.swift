import ArgumentParser
import LedgerEngine

struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Create a ledger.",
    discussion: """
      The ledger starts with the `retail` rulebook, or with your own. A rulebook can be changed at \
      any time; see `orderledger help rules`.

      Examples:
        orderledger init
        orderledger --ledger /var/lib/orders init --rulebook rules/
        orderledger init --encrypt --master-key /etc/orderledger/master.key

      What is imported keeps the times at which it was received. No entry of the log is received \
      before the one in front of it, so the ledger's time begins in 1970 to leave room for any \
      history; --begin says otherwise. When it was really made is in its first entry.
      """)

  @OptionGroup var ledger: LedgerOptions

  @Option(help: ArgumentHelp("The rulebook to start with.", valueName: "dir"))
  var rulebook: String?

  @Option(help: ArgumentHelp("When the ledger's time begins.", valueName: "time"))
  var begin: String?

  @Option(
    help: ArgumentHelp(
      "The name that checkpoints are signed in, such as orders.example.com/eu.",
      discussion: "Default: one made of the ledger's id.", valueName: "name"))
  var origin: String?

  @Flag(
    help: ArgumentHelp(
      "Keep headers and bodies under a key for each data subject.",
      discussion: "The master key is made where --master-key names no file yet."))
  var encrypt = false

  func run() throws {
    if encrypt, let path = ledger.masterKey {
      try MasterKeyPlace.make(at: path, random: Surroundings.machine.randomBytes(32))
    }
    let begin = self.begin.map { Timestamp(rfc3339: $0) } ?? Timestamp(seconds: 0)
    guard let begin else { throw Failure.badTime(self.begin ?? "") }
    let rulebook =
      if let directory = self.rulebook {
        try RulebookSource.directory(directory).compile()
      } else {
        try ShippedRulebook.retail()
      }
    let created = try Ledger.create(
      directory: ledger.directory, rulebook: rulebook, begin: begin, origin: origin,
      isEncrypted: encrypt, actor: Actor.current,
      surroundings: try .ofCommands(masterKey: ledger.masterKey))
    if ledger.json {
      Output.json(
        .object([
          ("directory", .string(created.directory)), ("ledger", .string(created.id)),
          ("rulebook", .rulebook(rulebook)),
          ("encrypted", .bool(created.isEncrypted)),
          ("signing_key", .optional(try created.signingKeys().last?.key.text)),
          ("next_position", .int(Int64(created.nextPosition.rawValue))),
        ]))
    } else {
      Output.text(
        "Created a ledger in \(created.directory) with the rulebook \(rulebook.name), "
          + "revision \(rulebook.revision.short).\n"
          + "Its checkpoints are signed with \(created.directory)/signing.key; keep a copy of that file "
          + "apart.\n"
          + (created.isEncrypted
            ? "Its bodies are encrypted: \(created.directory)/keys holds the keys of data subjects, under\n"
              + "the master key. Back up that file apart from the log, and the master key apart from both.\n"
            : ""))
    }
  }
}
