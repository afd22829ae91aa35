import ArgumentParser
import LedgerEngine
import LedgerText

struct ExportLogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "Write the whole log as NDJSON, one line a record.",
    discussion: """
      Each line has an entry in words, its canonical bytes, and its salt, headers and body: all that \
      its hash covers. `orderledger import` makes a ledger with the same root of it; docs/format.md \
      describes the lines. The ledger may be written meanwhile.

      The file has all bodies in clear and the ledger's key: it is as confidential as the log.

      Examples:
        orderledger export log log.ndjson
        orderledger export log - | zstd > log.ndjson.zst
        orderledger export log - | jq -r 'select(.kind == "delivery") | .channel' | sort | uniq -c
      """)

  @OptionGroup var ledger: LedgerOptions

  @Argument(help: ArgumentHelp("Where to; - for standard output.", valueName: "file"))
  var target: String

  func run() throws {
    let progress = Progress("Exporting", unit: "entries")
    defer { progress.finish() }
    let surroundings = try Surroundings.ofCommands(masterKey: ledger.masterKey)
    guard target != FileSource.standardInput else {
      _ = try LogExport.write(ledger: ledger.directory, surroundings: surroundings) {
        progress.update($0, of: $1)
      } to: { line in
        Output.bytes(line)
      }
      return
    }
    var result: LogExport.Result?
    let directory = ledger.directory
    try WrittenFile.write(to: target, mode: 0o600, isDurable: true) { sink throws(LedgerError) in
      result = try LogExport.write(ledger: directory, surroundings: surroundings) {
        progress.update($0, of: $1)
      } to: { line in
        sink(line)
      }
    }
    progress.finish()
    guard let result else { return }
    if ledger.json {
      Output.json(
        .object([
          ("file", .string(target)), ("ledger", .string(result.ledger)),
          ("entries", .int(Int64(result.entries))), ("root", .string("\(result.root)")),
          ("absent_bodies", .int(Int64(result.absentBodies))),
          ("checkpoints", .array(result.checkpoints.map { .int(Int64($0)) })),
        ]))
    } else {
      let absent = Int(result.absentBodies)
      Output.text(
        BackupText.paragraphs([
          "\(target) has \(BackupText.entries(result.entries)) of the ledger \(result.ledger), root "
            + "\(result.root.short)"
            + (absent == 0
              ? "." : "; \(Words.count(absent, "body is", "bodies are")) not kept any more.")
        ]))
    }
  }
}
