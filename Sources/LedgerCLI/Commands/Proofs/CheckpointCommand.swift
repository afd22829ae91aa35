import ArgumentParser
import LedgerEngine
import LedgerText

struct CheckpointCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpoint",
    abstract: "Sign the log as it is.",
    discussion: """
      A checkpoint is a signed note (C2SP tlog-checkpoint) with the number of entries and the root of \
      the hash tree over them. In front of it the log gets an entry that lists, in two hashes, all \
      orders: proofs that an order is complete rest on it. Give checkpoints away, to auditors and \
      witnesses: what was signed can then not be altered without their noticing.

      Where nothing has come since the last one, that one is printed. It is never signed what \
      contradicts an earlier checkpoint; see docs/proofs.md.

      Examples:
        orderledger checkpoint
        orderledger checkpoint --list
        orderledger checkpoint --cosignature witness.txt --witness witness.vkey
      """)

  @OptionGroup var ledger: LedgerOptions

  @Flag(help: "Sign, though nothing has come since the last checkpoint.")
  var anew = false

  @Flag(help: "List what was signed.")
  var list = false

  @Option(help: ArgumentHelp("Print the checkpoint of so many entries.", valueName: "entries"))
  var size: UInt64?

  @Option(
    help: ArgumentHelp(
      "Keep a witness's signature lines with the checkpoint (C2SP tlog-cosignature).",
      valueName: "file"))
  var cosignature: String?

  @Option(
    help: ArgumentHelp(
      "The key of a witness, whose lines must be genuine; may be repeated.", valueName: "file"))
  var witness: [String] = []

  func validate() throws {
    if list, anew || size != nil || cosignature != nil {
      throw ValidationError("--list goes with no other option")
    }
    if anew, size != nil || cosignature != nil {
      throw ValidationError(
        "--anew makes a new checkpoint; --size and --cosignature mean an old one")
    }
    if !witness.isEmpty, cosignature == nil {
      throw ValidationError("--witness says whose lines --cosignature brings")
    }
  }

  func run() throws {
    if list { return try printList() }
    if let cosignature {
      let keys = try witness.map { try KeyFile.verifier(at: $0) }
      let opened = try ledger.openForWriting()
      let lines = try SmallFile.bytes(of: cosignature, limit: SignedNote.bytesMax)
      return show(try opened.cosign(lines, size: size, witnesses: keys))
    }
    if let size { return show(try ledger.openForReading().checkpoint(of: size)) }
    let opened = try ledger.openForWriting()
    let progress = Progress("Listing threads and references", unit: "rows")
    defer { progress.finish() }
    let signed = try opened.checkpoint(anew: anew, actor: Actor.current) {
      progress.update(UInt64($0), of: nil)
    }
    try opened.close()
    progress.finish()
    show(signed)
  }

  private func show(_ signed: SignedCheckpoint) {
    guard ledger.json else { return Output.line(Array(signed.note.bytes.dropLast())) }
    Output.json(signed.json)
  }

  private func printList() throws {
    let page = try ledger.openForReading().checkpoints()
    if ledger.json {
      Output.json(page.json)
    } else if page.checkpoints.isEmpty {
      Output.text("Nothing was signed yet; `orderledger checkpoint` signs the log.\n")
    } else {
      var table = TextTable([
        .init(title: "entries", isRight: true), .init(title: "root"),
        .init(title: "signed by", wraps: true),
      ])
      for listed in page.checkpoints {
        table.add([.init(Words.grouped(Int(listed.size)))] + cells(listed.signed))
      }
      Output.text(table.text(.output))
    }
  }

  /// Root and signers, or why they cannot be told.
  private func cells(_ signed: Result<SignedCheckpoint, LedgerError>) -> [TextTable.Cell] {
    switch signed {
    case .success(let signed):
      [
        .init(signed.checkpoint.root.short),
        .init(signed.note.signatures.map(\.name).joined(separator: ", ")),
      ]
    case .failure(let error): [.init("unreadable", .red), .init("\(error)")]
    }
  }
}
