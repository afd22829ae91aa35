import ArgumentParser
import LedgerEngine

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Derive everything again and compare; or check a proof.",
    discussion: """
      Checks every entry, every body against its fingerprint, the hash tree, the chain of every \
      thread, every checkpoint that was signed, and the stored state of every order against its \
      history; then makes the index anew and compares it row by row. Exit code 1 says that something \
      was found.

      With --proof it checks a file that `orderledger proof` or `orderledger checkpoint` wrote, and \
      needs no ledger: only the public key of whoever signed. Exit code 1 says that the file shows \
      nothing.

      Examples:
        orderledger verify
        orderledger verify --quick
        orderledger verify --proof 1001.order-proof.json --key ledger.vkey
        orderledger verify --proof since-20000.consistency --older 20000.checkpoint --key ledger.vkey
      """)

  @OptionGroup var ledger: LedgerOptions

  @Flag(help: "Do not make the index anew.")
  var quick = false

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
    if proof == nil, !key.isEmpty || older != nil || proves != nil {
      throw ValidationError("--key, --older and --proves go with --proof")
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
    let opened = try ledger.openForReading()
    let progress = Progress("Verifying", unit: "entries")
    defer { progress.finish() }
    let result = try opened.verify(isQuick: quick) { progress.update($0.rawValue, of: $1.rawValue) }
    progress.finish()
    try tell(result)
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
    if result.locked > 0 {
      text +=
        "\(Words.count(Int(result.locked), "body", "bodies")) encrypted and not looked at, nor the index "
        + "made anew: give the master key.\n"
    }
    if result.checkpoints > 0 {
      text +=
        "Held it against \(Words.count(result.checkpoints, "checkpoint")); root \(result.root.short).\n"
    }
    guard !result.findings.isEmpty else { return text + "Everything agrees with the log.\n" }
    for finding in result.findings {
      let place = finding.position.map { "position \($0)" } ?? finding.order ?? ""
      text += Wrapping.paragraph(finding.detail, label: "  \(finding.kind.rawValue)  \(place)  ")
    }
    text += "\(Words.count(result.findings.count, "finding")).\n"
    var told: Set<String> = []
    for kind in Finding.Kind.allCases
    where result.findings.contains(where: { $0.kind == kind }) && told.insert(kind.meaning).inserted
    {
      text += "\n" + Wrapping.paragraph(kind.meaning, label: "")
    }
    return text
  }
}

extension Verification {
  var json: JSONValue {
    .object([
      ("ok", .bool(findings.isEmpty)), ("entries", .int(Int64(entries))),
      ("bodies", .int(Int64(bodies))), ("erased_bodies", .int(Int64(erased))),
      ("locked_bodies", .int(Int64(locked))), ("links", .int(Int64(links))),
      ("checkpoints", .int(checkpoints)), ("root", .string("\(root)")), ("orders", .int(orders)),
      ("unlinked_groups", .int(unlinked)), ("shared_groups", .int(shared)),
      ("digest", .string("\(digest)")),
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
