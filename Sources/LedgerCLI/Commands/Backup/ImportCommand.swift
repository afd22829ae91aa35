import ArgumentParser
import LedgerEngine

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Make a ledger of an exported log.",
    discussion: """
      Reads what `orderledger export log` wrote, plain or compressed, into a directory without a log. \
      Every line is held against itself (salt, headers and body must give the fingerprint of the \
      entry, and what people read must be what the entry says), and all against the root in the last \
      line and against all checkpoints. An error names the line. Then the index is built.

      To load deliveries into a ledger, use `orderledger ingest`.

      Examples:
        orderledger import log.ndjson.zst --ledger copy
        zcat log.ndjson.gz | orderledger import - --ledger copy
      """)

  @OptionGroup var ledger: LedgerOptions

  @Argument(help: ArgumentHelp("The file, or - for standard input.", valueName: "file"))
  var source: String

  @OptionGroup var held: HeldCheckpointOptions

  func run() throws {
    let bars = RestoreProgress("Importing")
    defer { bars.finish() }
    let result = try Restoring.importLog(
      source, to: ledger.directory, against: try held.held(), actor: Actor.current,
      surroundings: try .ofCommands(masterKey: ledger.masterKey)
    ) { bars.show($0) }
    bars.finish()
    RestoreText.show(result, verb: "Imported", ledger)
  }
}
