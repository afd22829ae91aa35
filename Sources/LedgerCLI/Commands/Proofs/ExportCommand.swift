import ArgumentParser
import LedgerEngine
import LedgerText

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write the log in forms that other programs read.",
    discussion: """
      Example:
        orderledger export tiles public/
        orderledger export log log.ndjson
      """,
    subcommands: [ExportTilesCommand.self, ExportLogCommand.self])

  @OptionGroup var ledger: LedgerOptions
}

struct ExportTilesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tiles",
    abstract: "Write the signed log as tiles, for any web server (C2SP tlog-tiles).",
    discussion: """
      The directory gets the last checkpoint, the tiles of the hash tree and the entries, without \
      headers and bodies. What is there already stays; only what is new is written, and the \
      checkpoint last, so that a directory may be served while it is written.

      Entries name channels, accounts and times, no customers.

      Example:
        orderledger export tiles public/
      """)

  @OptionGroup var ledger: LedgerOptions

  @Argument(help: "Where to.")
  var target: String

  func run() throws {
    let opened = try ledger.openForReading()
    let progress = Progress("Writing tiles", unit: "entries")
    defer { progress.finish() }
    let written = try opened.exportTiles(to: target) { progress.update($0, of: $1) }
    progress.finish()
    if ledger.json {
      Output.json(
        .object([
          ("directory", .string(target)), ("files", .int(written.files)),
          ("size", .int(Int64(written.size))),
        ]))
    } else {
      Output.text(
        "\(target) has the log of \(Words.count(Int(written.size), "entry", "entries")); "
          + "\(Words.count(written.files, "file")) written.\n")
    }
  }
}
