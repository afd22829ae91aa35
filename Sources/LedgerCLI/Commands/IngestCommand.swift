import ArgumentParser
import LedgerEngine
import LedgerText

struct IngestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest",
    abstract: "Load deliveries from files, folders or standard input.",
    discussion: """
      Takes raw bodies, {"headers": {…}, "body": …} deliveries and NDJSON of either, plain or \
      compressed with zstd or gzip. Folders are read recursively, in order of their names. \
      Everything is kept exactly as it came; what cannot be understood is quarantined, never \
      dropped. Loading a file again adds nothing but notes of the duplicates, so an import that \
      was interrupted is simply run again. A file that cannot be read to its end is told at the end, \
      after the others were loaded.

      A channel is one configured source. Its first use registers it: with --kind, or with the \
      kind of its own name. With `--channel auto` each line names its channel as "channel".

      Where a channel has a secret (see --secrets), each delivery must carry the signature that \
      its kind's scheme asks for; one that is wrong or missing is refused, and not in the log. A \
      signed time is compared with the delivery's own "received". --allow-unsigned takes \
      deliveries without any signature all the same, such as an export of yours.

      With --receipts, a line is written for each delivery when it is on disk, in front of the \
      counts: what the line says is not lost, whatever happens to the process or the machine.

      Exit code 1 says that something was refused; 2, that a file could not be read.

      Examples:
        orderledger ingest --channel shopify orders/
        orderledger ingest --channel shopify-eu --kind shopify --account eu export.ndjson.zst
        zcat archive.gz | orderledger ingest --channel netsuite -
        orderledger ingest --channel auto --json deliveries.ndjson
      """)

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var secretOptions: SecretOptions

  @Flag(help: "Take what carries no signature, where the channel has a secret.")
  var allowUnsigned = false

  @Flag(help: "Write a line of JSON for each delivery as soon as it is on disk.")
  var receipts = false

  @Option(help: "The channel's name, or `auto`.")
  var channel: String

  @Option(help: "The channel's kind, a file of the rulebook's channels/, when it is new.")
  var kind: String?

  @Option(help: "The account (shop, tenant) that the channel belongs to, when it is new.")
  var account: String?

  @Argument(help: "Files, folders, or - for standard input.", completion: .file())
  var paths: [String]

  func run() throws {
    let files = try DeliveryFiles.list(paths)
    let plan = IngestPlan(
      channel: channel == "auto" ? nil : channel, kind: kind, account: account,
      actor: Actor.current, secrets: try secretOptions.load(ledger),
      allowsUnsigned: allowUnsigned, writesReceipts: receipts)
    var importer = Importer(try ledger.openForWriting(), plan)
    let total = files.contains { $0.byteCount == 0 } ? nil : files.reduce(0) { $0 + $1.byteCount }
    let progress = Progress("Loading", unit: "deliveries")
    defer { progress.finish() }
    try importer.run(files) { bytes, deliveries in
      progress.update(bytes, of: total, count: UInt64(deliveries))
    }
    progress.finish()
    let failures = importer.tally.unreadable.map { Failure(code: $0.code, message: "\($0)") }
    // In front of the counts, which are the last line.
    if ledger.json { for failure in failures { Output.json(failure.json) } }
    report(importer)
    for failure in failures { Output.note("error: \(failure.message)") }
    if !failures.isEmpty { throw NegativeAnswer(exitCode: 2) }
    if importer.tally.outcomes[.refused] ?? 0 > 0 { throw NegativeAnswer() }
  }

  private func report(_ importer: Importer) {
    let next = importer.ledger.nextPosition
    if ledger.json {
      Output.json(importer.tally.json(next: next))
    } else {
      Output.text(importer.tally.text(next: next))
    }
    for refusal in importer.tally.refusals { Output.note("refused: \(refusal)") }
    let more = (importer.tally.outcomes[.refused] ?? 0) - importer.tally.refusals.count
    if more > 0 { Output.note("refused: \(Words.grouped(more)) more") }
    if importer.tally.backdated > 0 {
      Output.note(
        "note: received earlier than others in front of them, and counted as learned with those: "
          + "\(Words.count(importer.tally.backdated, "delivery", "deliveries")); load histories of "
          + "several channels in the order of their times")
    }
  }
}
