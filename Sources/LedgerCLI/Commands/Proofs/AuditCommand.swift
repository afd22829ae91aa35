import ArgumentParser
import LedgerEngine
import LedgerText

struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Hand out all that there is of an order, so that others can check it.",
    discussion: """
      Writes a tar file with the order's history, the original bytes of every delivery, the rulebooks \
      that applied, the signed checkpoint, proofs, and a page that says what each file is, what it \
      proves and what not, and how to check it with sha256sum, openssl and python3. The same checkpoint \
      gives the same bytes.

      The files hold bodies as they came, with names and addresses: give them to who may read them. \
      Give the public key (`orderledger keys show --current`) by another way.

      Examples:
        orderledger audit '#1001' --out 1001.tar
        orderledger audit '#1001' --anew --out 1001.tar
      """)

  @OptionGroup var ledger: LedgerOptions

  @Option(
    help: ArgumentHelp(
      "Write the archive to a file.", discussion: "Default: standard output.", valueName: "file"))
  var out: String?

  @Flag(help: "Sign a checkpoint first, where the last one does not cover the order.")
  var anew = false

  @Argument(help: "The order's correlation ID, or what any system calls it.")
  var order: String

  func validate() throws {
    if ledger.json, out == nil {
      throw ValidationError("--json tells of the file that --out names")
    }
  }

  func run() throws {
    if out == nil, Terminal.output.isTerminal { throw Failure.archiveOnTerminal }
    let evidence = try evidence()
    let bundle = AuditBundle(evidence)
    let archive = try bundle.archive()
    guard let out else { return archive.write { Output.bytes($0) } }
    try WrittenFile.write(to: out, mode: 0o600) { sink in archive.write(to: sink) }
    if ledger.json {
      Output.json(json(evidence, archive, out))
    } else {
      Output.text(text(evidence, archive, out))
    }
  }

  /// With --anew, a checkpoint is signed where there is need of one, and only there.
  private func evidence() throws -> AuditEvidence {
    guard anew else { return try ledger.openForReading().auditEvidence(of: order) }
    let opened = try ledger.openForWriting()
    do throws(LedgerError) {
      return try opened.auditEvidence(of: order)
    } catch {
      guard error.asksForCheckpoint else { throw error }
    }
    let progress = Progress("Listing threads and references", unit: "rows")
    defer { progress.finish() }
    _ = try opened.checkpoint(anew: true, actor: Actor.current) {
      progress.update(UInt64($0), of: nil)
    }
    let evidence = try opened.auditEvidence(of: order)
    try opened.close()
    return evidence
  }

  private func text(_ evidence: AuditEvidence, _ archive: TarArchive, _ out: String) -> String {
    let checkpoint = evidence.signed.checkpoint
    let items = evidence.shown.items?.count ?? 0
    return "\(out) has \(Words.count(archive.files.count, "file")) of order "
      + "\(evidence.trace.order.order): \(Words.count(items, "item")), complete in the first "
      + "\(Words.count(Int(checkpoint.size), "entry", "entries")).\n"
      + Wrapping.paragraph(
        "It begins with README.txt and index.html. Give the public key by another way:", label: "")
      + evidence.key.text + "\n"
  }

  private func json(_ evidence: AuditEvidence, _ archive: TarArchive, _ out: String) -> JSONValue {
    let checkpoint = evidence.signed.checkpoint
    return .object([
      ("file", .string(out)), ("order", .string(evidence.trace.order.order)),
      ("items", .int(evidence.shown.items?.count ?? 0)),
      ("entries", .array(evidence.recorded.map { .position($0.position) })),
      (
        "rulebooks",
        .array(
          evidence.rulebooks.map { applied in
            .object([
              ("position", .position(applied.position)),
              ("revision", .string("\(applied.rulebook.revision)")),
              ("active", .bool(applied.isActive)),
            ])
          })
      ),
      ("files", .int(archive.files.count)), ("origin", .string(checkpoint.origin)),
      ("size", .int(Int64(checkpoint.size))), ("root", .string("\(checkpoint.root)")),
      ("through", .position(evidence.shown.directory.through)),
      ("key", .string(evidence.key.text)),
    ])
  }
}

extension Failure {
  fileprivate static var archiveOnTerminal: Failure {
    Failure(
      code: "archive_on_terminal",
      message: "an archive is no text for a terminal; name a file with --out FILE", exitCode: 64)
  }
}
