import ArgumentParser
import LedgerEngine
import LedgerText

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Derive everything again and compare; or check a proof.",
    discussion: """
      Checks every entry, every body against its fingerprint, the hash tree, the chain of every \
      thread, every checkpoint that was signed, and the stored state of every order against its \
      history; then makes the index anew and compares it row by row. Exit code 1 says that something \
      was found.

      --since takes the word of a checkpoint for the entries that it covers, and looks at what came \
      behind it: the checkpoint's number of entries, or a file with one that somebody kept, which must \
      be signed by a trusted key. What was not looked at is said.

      With --proof it checks a file that `orderledger proof` or `orderledger checkpoint` wrote, and \
      needs no ledger: only the public key of whoever signed. Exit code 1 says that the file shows \
      nothing.

      Examples:
        orderledger verify
        orderledger verify --quick
        orderledger verify --since 20000
        orderledger verify --since kept.checkpoint --key ledger.vkey
        orderledger verify --proof 1001.order-proof.json --key ledger.vkey
        orderledger verify --proof since-20000.consistency --older 20000.checkpoint --key ledger.vkey
      """)

  @OptionGroup var ledger: LedgerOptions

  @Flag(help: "Do not make the index anew.")
  var quick = false

  @Option(
    help: ArgumentHelp(
      "Trust a checkpoint, and look at what came behind it.", valueName: "entries or file"))
  var since: String?

  @Option(help: ArgumentHelp("Check a proof instead of a ledger.", valueName: "file"))
  var proof: String?

  @Option(
    help: ArgumentHelp(
      "Public keys that are trusted, of the log and of witnesses, one a line; may be repeated.",
      discussion: "Default: the keys of the ledger at hand.", valueName: "file"))
  var key: [String] = []

  @Option(
    help: ArgumentHelp(
      "The older checkpoint that a consistency proof begins with.", valueName: "file"))
  var older: String?

  @Option(
    help: ArgumentHelp(
      "Refuse a file that proves something else: event, order, consistency or checkpoint.",
      valueName: "kind"))
  var proves: ProofFileCheck.Kind?

  func validate() throws {
    if proof == nil, older != nil || proves != nil || !key.isEmpty && since == nil {
      throw ValidationError("--key, --older and --proves go with --proof")
    }
    if proof != nil, since != nil {
      throw ValidationError("--since means a ledger, --proof needs none")
    }
    if proof != nil, quick { throw ValidationError("--quick means a ledger, --proof needs none") }
  }

  func run() throws {
    if let proof {
      let check = ProofFileCheck(
        path: proof, older: older, keys: try keys(), wanted: proves, json: ledger.json)
      return try check.run()
    }
    try verifyPages()
    let progress = Progress("Verifying", unit: "entries")
    defer { progress.finish() }
    guard let opened = try openOrTell(progress) else { return }
    LedgerOptions.warn(ofLocked: opened)
    let trusted = try since.map { try checkpoint($0, of: opened) }
    let result = try opened.verify(since: trusted, isQuick: quick) {
      progress.update($0.rawValue, of: $1.rawValue)
    }
    progress.finish()
    try tell(result)
  }

  /// What cannot be opened is a finding too; the log is looked at all the same. Nil once that is told.
  private func openOrTell(_ progress: Progress) throws -> Ledger? {
    let surroundings = try Surroundings.ofCommands(masterKey: ledger.masterKey)
    do throws(LedgerError) {
      return try Ledger.openForReading(directory: ledger.directory, surroundings: surroundings)
    } catch {
      guard Ledger.exists(in: ledger.directory) else { throw error }
      // A wrong key is no damage.
      if case .log(.keys) = error { throw error }
      let result = Ledger.verifyLog(
        inLedger: ledger.directory, unopened: error, surroundings: surroundings
      ) { progress.update($0.rawValue, of: $1.rawValue) }
      progress.finish()
      // Nor is an index that the next command that writes builds, where the log is whole.
      if case .indexBehind = error, result.findings.count == 1 { throw error }
      try tell(result)
      return nil
    }
  }

  /// Files whose pages are damaged are not read at all: reading them may end the process.
  private func verifyPages() throws {
    var result = Verification()
    result.findings = try PageCheck.findings(inLedger: ledger.directory)
    if !result.findings.isEmpty { try tell(result) }
  }

  private func tell(_ result: Verification) throws {
    if ledger.json {
      Output.json(result.json)
    } else {
      Output.text(text(result))
    }
    if !result.findings.isEmpty { throw NegativeAnswer() }
  }

  /// One of the ledger's own by its size, or one that somebody brings.
  private func checkpoint(_ text: String, of opened: Ledger) throws -> Checkpoint {
    if let size = UInt64(text) { return try opened.checkpoint(of: size).checkpoint }
    let note = try SignedNote(try SmallFile.bytes(of: text, limit: SignedNote.bytesMax))
    let trusted = try key.isEmpty ? opened.signingKeys().map(\.key) : keys()
    let found = try VerifiedCheckpoint(note, trusting: trusted).checkpoint
    let origin = try opened.origin()
    guard found.origin == origin else {
      throw Failure(
        code: "other_ledger",
        message: "\(text) is a checkpoint of \(found.origin), and the ledger is \(origin)")
    }
    return found
  }

  private func keys() throws -> [VerifierKey] {
    guard key.isEmpty else { return try key.flatMap { try KeyFile.verifiers(at: $0) } }
    return try ledger.openForReading().signingKeys().map(\.key)
  }

  private func text(_ result: Verification) -> String {
    var text =
      result.entries == 0
      ? ""
      : "Checked \(Words.count(Int(result.entries), "entry", "entries")), "
        + "\(Words.count(Int(result.bodies), "body", "bodies")), "
        + "\(Words.count(Int(result.links), "chain link")), "
        + Words.groups(orders: result.orders, unlinked: result.unlinked, shared: result.shared)
        + "; digest \(result.digest.short).\n"
    if result.erased > 0 {
      text +=
        "\(Words.count(Int(result.erased), "body", "bodies")) erased, each by a recorded erasure.\n"
    }
    if result.checkpoints > 0 {
      text +=
        "Held it against \(Words.count(result.checkpoints, "checkpoint")); root \(result.root.short).\n"
    }
    if let trusted = result.trusted { text += untouched(trusted, result) }
    let untouched = untouched(result)
    guard !result.findings.isEmpty else {
      guard let untouched else {
        return text
          + (result.trusted == nil
            ? "Everything agrees with the log.\n" : "All that was looked at agrees with the log.\n")
      }
      return text
        + Wrapping.paragraph(
          "All that was looked at agrees with the log; \(untouched).", label: "")
    }
    for finding in result.findings {
      let place = finding.position.map { "position \($0)" } ?? finding.order ?? ""
      text += Wrapping.paragraph(finding.detail, label: "  \(finding.kind.rawValue)  \(place)  ")
    }
    text += "\(Words.count(result.findings.count, "finding"))"
    text += untouched.map { "; \($0)" } ?? ""
    text += ".\n"
    var told: Set<String> = []
    for kind in Finding.Kind.allCases
    where result.findings.contains(where: { $0.kind == kind }) && told.insert(kind.meaning).inserted
    {
      text += "\n" + Wrapping.paragraph(kind.meaning, label: "")
    }
    return text
  }
}

extension VerifyCommand {
  /// What was taken from a checkpoint.
  private func untouched(_ trusted: UInt64, _ result: Verification) -> String {
    let entries = Words.count(Int(trusted), "entry", "entries")
    return Wrapping.paragraph(
      "Trusted the checkpoint of \(entries), and did not look at these: not at their bodies, and at "
        + "those alone that later ones follow. Folded \(Words.count(result.folded, "order")) anew "
        + "that later entries touch"
        + (result.indexCompared == .recent
          ? "; looked up in the index what later entries give, and not what else it has." : "."),
      label: "")
  }

  /// What was left out, and why; nil where nothing was but what a trusted checkpoint covers.
  private func untouched(_ result: Verification) -> String? {
    let index = "the index was not made anew and compared"
    guard result.lacksMasterKey else { return quick ? "with --quick, \(index)" : nil }
    let bodies =
      result.locked == 0
      ? "" : Words.count(Int(result.locked), "encrypted body", "encrypted bodies") + " and "
    return "without the master key, \(bodies)the ledger's keys were not looked at, and \(index)"
  }
}

extension Verification {
  var json: JSONValue {
    .object([
      ("ok", .bool(findings.isEmpty)),
      ("trusted", trusted.map { .int(Int64($0)) } ?? .null), ("entries", .int(Int64(entries))),
      ("bodies", .int(Int64(bodies))), ("erased_bodies", .int(Int64(erased))),
      ("locked_bodies", .int(Int64(locked))), ("links", .int(Int64(links))),
      ("checkpoints", .int(checkpoints)), ("root", .string("\(root)")), ("orders", .int(orders)),
      ("folded", .int(folded)),
      ("unlinked_groups", .int(unlinked)), ("shared_groups", .int(shared)),
      ("digest", .string("\(digest)")), ("index_compared", .string(indexCompared.rawValue)),
      ("lacks_master_key", .bool(lacksMasterKey)),
      (
        "findings",
        .array(
          findings.map { finding in
            .object([
              ("kind", .string(finding.kind.rawValue)), ("position", .position(finding.position)),
              ("order", .optional(finding.order)), ("detail", .string(finding.detail)),
              ("meaning", .string(finding.kind.meaning)),
            ])
          })
      ),
    ])
  }
}
